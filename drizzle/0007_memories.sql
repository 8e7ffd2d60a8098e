CREATE TYPE "public"."memory_kind" AS ENUM('FACT', 'PREFERENCE', 'EVENT', 'QUESTION');--> statement-breakpoint
CREATE TYPE "public"."memory_retention" AS ENUM('SHORT', 'MEDIUM', 'LONG');--> statement-breakpoint
CREATE TABLE "knowledge_revision" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"revision" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "knowledge_revision_only" CHECK ("knowledge_revision"."only")
);
--> statement-breakpoint
CREATE TABLE "memories" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "memories_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"subject" text NOT NULL,
	"kind" "memory_kind" NOT NULL,
	"text" text NOT NULL,
	"confidence" real NOT NULL,
	"valid_from" timestamp with time zone NOT NULL,
	"valid_to" timestamp with time zone,
	"supersedes" uuid,
	"contradicts" uuid,
	"retention" "memory_retention" NOT NULL,
	"words" "tsvector" NOT NULL,
	"embedder" text NOT NULL,
	"vector" "bytea" NOT NULL,
	"learned_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "memory_mentions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "memory_mentions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"memory" uuid NOT NULL,
	"run" text NOT NULL,
	"message" integer NOT NULL,
	"quote" text NOT NULL,
	"said_at" timestamp with time zone NOT NULL,
	CONSTRAINT "memory_mentions_place" UNIQUE("memory","run","message")
);
--> statement-breakpoint
CREATE TABLE "quota_runs" (
	"on_behalf_of" text NOT NULL,
	"day" date NOT NULL,
	"run" text NOT NULL,
	CONSTRAINT "quota_runs_on_behalf_of_day_run_pk" PRIMARY KEY("on_behalf_of","day","run")
);
--> statement-breakpoint
ALTER TABLE "memories" ADD CONSTRAINT "memories_supersedes_memories_id_fk" FOREIGN KEY ("supersedes") REFERENCES "public"."memories"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memories" ADD CONSTRAINT "memories_contradicts_memories_id_fk" FOREIGN KEY ("contradicts") REFERENCES "public"."memories"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memory_mentions" ADD CONSTRAINT "memory_mentions_memory_memories_id_fk" FOREIGN KEY ("memory") REFERENCES "public"."memories"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "memories_subject" ON "memories" USING btree ("subject","number");--> statement-breakpoint
CREATE INDEX "memories_retention" ON "memories" USING btree ("retention","learned_at");--> statement-breakpoint
CREATE INDEX "memories_embedder" ON "memories" USING btree ("embedder","number");--> statement-breakpoint
CREATE INDEX "memories_supersedes" ON "memories" USING btree ("supersedes");--> statement-breakpoint
CREATE INDEX "memories_contradicts" ON "memories" USING btree ("contradicts");--> statement-breakpoint
CREATE INDEX "memory_mentions_run" ON "memory_mentions" USING btree ("run");--> statement-breakpoint
CREATE INDEX "quota_runs_day" ON "quota_runs" USING btree ("day");--> statement-breakpoint
INSERT INTO "knowledge_revision" DEFAULT VALUES;--> statement-breakpoint
CREATE FUNCTION count_knowledge_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE knowledge_revision SET revision = revision + 1;
  RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER knowledge_documents_changed AFTER INSERT OR UPDATE OR DELETE ON "knowledge_documents"
  FOR EACH STATEMENT EXECUTE FUNCTION count_knowledge_revision();--> statement-breakpoint
CREATE TRIGGER knowledge_chunks_changed AFTER UPDATE ON "knowledge_chunks"
  FOR EACH STATEMENT EXECUTE FUNCTION count_knowledge_revision();
