CREATE TYPE "public"."image_origin" AS ENUM('WORDS', 'VARIATION', 'EDIT', 'UPSCALE');--> statement-breakpoint
CREATE TABLE "generated_images" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "generated_images_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run" text NOT NULL,
	"workflow_id" text NOT NULL,
	"workflow" text NOT NULL,
	"position" integer NOT NULL,
	"on_behalf_of" text DEFAULT '' NOT NULL,
	"origin" "image_origin" NOT NULL,
	"parent" uuid,
	"prompt" text NOT NULL,
	"style" text,
	"backend" text,
	"model" text,
	"size" text NOT NULL,
	"quality" text NOT NULL,
	"seed" bigint,
	"cost" bigint,
	"bucket" text NOT NULL,
	"key" text NOT NULL,
	"etag" text NOT NULL,
	"bytes" bigint NOT NULL,
	"content_type" text NOT NULL,
	"sha256" text NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"thumbnail_key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"thumbhash" text NOT NULL,
	"duplicate_of" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"words" "tsvector" GENERATED ALWAYS AS (to_tsvector('simple', translate(prompt || ' ' || coalesce(style, ''), '<>/_', '    '))) STORED NOT NULL,
	CONSTRAINT "generated_images_place" UNIQUE("run","position")
);
--> statement-breakpoint
ALTER TABLE "generated_images" ADD CONSTRAINT "generated_images_parent_generated_images_id_fk" FOREIGN KEY ("parent") REFERENCES "public"."generated_images"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "generated_images" ADD CONSTRAINT "generated_images_duplicate_of_generated_images_id_fk" FOREIGN KEY ("duplicate_of") REFERENCES "public"."generated_images"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "generated_images_number" ON "generated_images" USING btree ("number");--> statement-breakpoint
CREATE INDEX "generated_images_user" ON "generated_images" USING btree ("on_behalf_of","number");--> statement-breakpoint
CREATE INDEX "generated_images_parent" ON "generated_images" USING btree ("parent");--> statement-breakpoint
CREATE INDEX "generated_images_words" ON "generated_images" USING gin ("words");