CREATE TYPE "public"."approval_policy" AS ENUM('ALWAYS', 'BELOW_THRESHOLD', 'NEVER');--> statement-breakpoint
CREATE TYPE "public"."channel_kind" AS ENUM('FACEBOOK', 'INSTAGRAM');--> statement-breakpoint
CREATE TYPE "public"."channel_state" AS ENUM('OK', 'RECONNECT');--> statement-breakpoint
CREATE TYPE "public"."publication_state" AS ENUM('PLANNED', 'ARMED', 'SENT', 'LIVE', 'UNCONFIRMED', 'FAILED');--> statement-breakpoint
CREATE TABLE "brands" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"key" text NOT NULL,
	"name" text NOT NULL,
	"language" text NOT NULL,
	"voice" text NOT NULL,
	"link" text NOT NULL,
	"hashtags" text[] DEFAULT '{}' NOT NULL,
	"banned_words" text[] DEFAULT '{}' NOT NULL,
	"photo_prefixes" jsonb NOT NULL,
	"quality_threshold" integer NOT NULL,
	"approval" "approval_policy" NOT NULL,
	"time_zone" text NOT NULL,
	"min_photo_days" integer DEFAULT 15 NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "brands_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"brand" uuid NOT NULL,
	"kind" "channel_kind" NOT NULL,
	"account" text NOT NULL,
	"token_variable" text,
	"token" text,
	"connection" uuid DEFAULT gen_random_uuid() NOT NULL,
	"state" "channel_state" DEFAULT 'OK' NOT NULL,
	"problem" text,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "channels_brand_kind_pk" PRIMARY KEY("brand","kind")
);
--> statement-breakpoint
CREATE TABLE "photos" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "photos_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"brand" uuid NOT NULL,
	"bucket" text NOT NULL,
	"key" text NOT NULL,
	"etag" text NOT NULL,
	"bytes" bigint NOT NULL,
	"format" text,
	"width" integer,
	"height" integer,
	"fingerprint" text,
	"thumbhash" text,
	"likeness" uuid DEFAULT gen_random_uuid() NOT NULL,
	"problems" jsonb NOT NULL,
	"imported_at" timestamp with time zone DEFAULT now() NOT NULL,
	"imported_by" text,
	"missing_at" timestamp with time zone,
	"excluded_at" timestamp with time zone,
	"excluded_by" text,
	"reserved_by" text,
	"reserved_for" text,
	"reserved_at" timestamp with time zone,
	"checked_at" timestamp with time zone,
	"passed_over_at" timestamp with time zone,
	"published_at" timestamp with time zone,
	CONSTRAINT "photos_place" UNIQUE("brand","bucket","key"),
	CONSTRAINT "photos_reserved" UNIQUE("brand","reserved_by")
);
--> statement-breakpoint
CREATE TABLE "publications" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "publications_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run" text NOT NULL,
	"workflow_id" text NOT NULL,
	"workflow" text NOT NULL,
	"channel" "channel_kind" NOT NULL,
	"brand" uuid NOT NULL,
	"photo" uuid NOT NULL,
	"account" text NOT NULL,
	"caption" text NOT NULL,
	"alt_text" text NOT NULL,
	"image" jsonb NOT NULL,
	"state" "publication_state" DEFAULT 'PLANNED' NOT NULL,
	"token" uuid,
	"attempts" integer DEFAULT 0 NOT NULL,
	"armed_at" timestamp with time zone,
	"sent_at" timestamp with time zone,
	"doubted_at" timestamp with time zone,
	"settled_at" timestamp with time zone,
	"prepared_id" text,
	"prepared_at" timestamp with time zone,
	"post_id" text,
	"permalink" text,
	"failure" text,
	"message" text,
	"settled_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "publications_place" UNIQUE("run","channel")
);
--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_brand_brands_id_fk" FOREIGN KEY ("brand") REFERENCES "public"."brands"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "photos" ADD CONSTRAINT "photos_brand_brands_id_fk" FOREIGN KEY ("brand") REFERENCES "public"."brands"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "publications" ADD CONSTRAINT "publications_brand_brands_id_fk" FOREIGN KEY ("brand") REFERENCES "public"."brands"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "publications" ADD CONSTRAINT "publications_photo_photos_id_fk" FOREIGN KEY ("photo") REFERENCES "public"."photos"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "photos_number" ON "photos" USING btree ("brand","number");--> statement-breakpoint
CREATE INDEX "photos_likeness" ON "photos" USING btree ("brand","likeness");--> statement-breakpoint
CREATE INDEX "photos_held" ON "photos" USING btree ("checked_at") WHERE reserved_by IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "publications_post" ON "publications" USING btree ("channel","post_id");--> statement-breakpoint
CREATE INDEX "publications_number" ON "publications" USING btree ("number");--> statement-breakpoint
CREATE INDEX "publications_brand" ON "publications" USING btree ("brand","number");--> statement-breakpoint
CREATE INDEX "publications_photo" ON "publications" USING btree ("photo");--> statement-breakpoint
CREATE INDEX "publications_open" ON "publications" USING btree ("state","changed_at") WHERE state NOT IN ('LIVE', 'FAILED');--> statement-breakpoint
-- What a publication may become. LIVE and FAILED are final: nothing that runs again can post there a second time.
CREATE FUNCTION check_publication() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> NEW.state AND NOT (CASE OLD.state
    -- One of which nobody could say what had become of it is looked for before it is sent again, and never taken for not public.
    WHEN 'PLANNED' THEN NEW.state = 'ARMED' OR NEW.state = ANY (
      CASE WHEN OLD.doubted_at IS NULL THEN ARRAY['FAILED'] ELSE ARRAY['LIVE', 'UNCONFIRMED'] END::publication_state[])
    WHEN 'ARMED' THEN NEW.state IN ('PLANNED', 'SENT') OR NEW.state = (CASE WHEN OLD.doubted_at IS NULL THEN 'FAILED' ELSE 'UNCONFIRMED' END)::publication_state
    WHEN 'SENT' THEN NEW.state IN ('PLANNED', 'LIVE', 'UNCONFIRMED', 'FAILED')
    WHEN 'UNCONFIRMED' THEN NEW.state IN ('PLANNED', 'LIVE', 'FAILED')
    ELSE false
  END) THEN
    RAISE EXCEPTION 'a publication that is % cannot become %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF (NEW.run, NEW.channel, NEW.brand) IS DISTINCT FROM (OLD.run, OLD.channel, OLD.brand) THEN
    RAISE EXCEPTION 'a publication stays with its run, channel and brand' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state NOT IN ('PLANNED') AND (NEW.caption, NEW.alt_text, NEW.photo, NEW.account, NEW.image, NEW.prepared_id)
    IS DISTINCT FROM (OLD.caption, OLD.alt_text, OLD.photo, OLD.account, OLD.image, OLD.prepared_id) THEN
    RAISE EXCEPTION 'what a publication says cannot change once it is %', NEW.state USING ERRCODE = 'check_violation';
  END IF;
  NEW.changed_at := now();
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER publications_check BEFORE UPDATE ON "publications" FOR EACH ROW EXECUTE FUNCTION check_publication();--> statement-breakpoint
CREATE FUNCTION refuse_new_publication() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION 'a publication begins as PLANNED' USING ERRCODE = 'check_violation';
END $$;--> statement-breakpoint
CREATE TRIGGER publications_begin BEFORE INSERT ON "publications" FOR EACH ROW WHEN (NEW.state <> 'PLANNED') EXECUTE FUNCTION refuse_new_publication();--> statement-breakpoint
CREATE TRIGGER publications_keep BEFORE DELETE OR TRUNCATE ON "publications" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
