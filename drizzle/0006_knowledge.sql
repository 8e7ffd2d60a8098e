CREATE TYPE "public"."knowledge_state" AS ENUM('CURRENT', 'REPLACED');--> statement-breakpoint
CREATE TYPE "public"."vault_reason" AS ENUM('UNSAFE', 'INJECTION', 'REJECTED');--> statement-breakpoint
CREATE TABLE "black_vault" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "black_vault_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"fingerprint" text NOT NULL,
	"signature" "bytea" NOT NULL,
	"bands" integer[] NOT NULL,
	"reason" "vault_reason" NOT NULL,
	"explanation" text NOT NULL,
	"refused_by" text NOT NULL,
	"source" text NOT NULL,
	"on_behalf_of" text DEFAULT '' NOT NULL,
	"run" text NOT NULL,
	"refused_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "black_vault_fingerprint" UNIQUE("fingerprint")
);
--> statement-breakpoint
CREATE TABLE "knowledge_chunks" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "knowledge_chunks_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"document" uuid NOT NULL,
	"position" integer NOT NULL,
	"start" integer NOT NULL,
	"end" integer NOT NULL,
	"page" integer,
	"text" text NOT NULL,
	"words" "tsvector" NOT NULL,
	"embedder" text NOT NULL,
	"vector" "bytea" NOT NULL,
	CONSTRAINT "knowledge_chunks_place" UNIQUE("document","position")
);
--> statement-breakpoint
CREATE TABLE "knowledge_documents" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "knowledge_documents_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source" text NOT NULL,
	"on_behalf_of" text DEFAULT '' NOT NULL,
	"version" integer NOT NULL,
	"state" "knowledge_state" DEFAULT 'CURRENT' NOT NULL,
	"category" text NOT NULL,
	"labels" text[] DEFAULT '{}' NOT NULL,
	"fingerprint" text NOT NULL,
	"signature" "bytea" NOT NULL,
	"bands" integer[] NOT NULL,
	"language" text,
	"summary" text NOT NULL,
	"entities" jsonb NOT NULL,
	"characters" integer NOT NULL,
	"run" text NOT NULL,
	"approved_by" text,
	"learned_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "knowledge_facts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"document" uuid NOT NULL,
	"chunk" uuid NOT NULL,
	"position" integer NOT NULL,
	"text" text NOT NULL,
	"quote" text NOT NULL,
	"start" integer NOT NULL,
	"end" integer NOT NULL,
	CONSTRAINT "knowledge_facts_place" UNIQUE("document","position")
);
--> statement-breakpoint
ALTER TABLE "knowledge_chunks" ADD CONSTRAINT "knowledge_chunks_document_knowledge_documents_id_fk" FOREIGN KEY ("document") REFERENCES "public"."knowledge_documents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_facts" ADD CONSTRAINT "knowledge_facts_document_knowledge_documents_id_fk" FOREIGN KEY ("document") REFERENCES "public"."knowledge_documents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_facts" ADD CONSTRAINT "knowledge_facts_chunk_knowledge_chunks_id_fk" FOREIGN KEY ("chunk") REFERENCES "public"."knowledge_chunks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "black_vault_number" ON "black_vault" USING btree ("number");--> statement-breakpoint
CREATE INDEX "black_vault_bands" ON "black_vault" USING gin ("bands");--> statement-breakpoint
CREATE INDEX "knowledge_chunks_number" ON "knowledge_chunks" USING btree ("number");--> statement-breakpoint
CREATE INDEX "knowledge_chunks_words" ON "knowledge_chunks" USING gin ("words");--> statement-breakpoint
CREATE INDEX "knowledge_chunks_embedder" ON "knowledge_chunks" USING btree ("embedder","number");--> statement-breakpoint
CREATE UNIQUE INDEX "knowledge_documents_version" ON "knowledge_documents" USING btree ("on_behalf_of","source","version");--> statement-breakpoint
CREATE UNIQUE INDEX "knowledge_documents_source" ON "knowledge_documents" USING btree ("on_behalf_of","source") WHERE state = 'CURRENT';--> statement-breakpoint
CREATE UNIQUE INDEX "knowledge_documents_fingerprint" ON "knowledge_documents" USING btree ("on_behalf_of","fingerprint") WHERE state = 'CURRENT';--> statement-breakpoint
CREATE INDEX "knowledge_documents_number" ON "knowledge_documents" USING btree ("number");--> statement-breakpoint
CREATE INDEX "knowledge_documents_run" ON "knowledge_documents" USING btree ("run");--> statement-breakpoint
CREATE INDEX "knowledge_documents_bands" ON "knowledge_documents" USING gin ("bands");--> statement-breakpoint
CREATE INDEX "knowledge_facts_chunk" ON "knowledge_facts" USING btree ("chunk");