CREATE TYPE "public"."budget_period" AS ENUM('DAY', 'MONTH');--> statement-breakpoint
CREATE TYPE "public"."budget_scope" AS ENUM('ALL', 'WORKFLOW', 'LABEL');--> statement-breakpoint
CREATE TYPE "public"."generation_outcome" AS ENUM('PENDING', 'SUCCEEDED', 'FAILED', 'CANCELED', 'LOST');--> statement-breakpoint
CREATE TYPE "public"."limit_policy" AS ENUM('FAIL', 'ASK');--> statement-breakpoint
CREATE TABLE "budgets" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"scope" "budget_scope" NOT NULL,
	"name" text NOT NULL,
	"period" "budget_period" NOT NULL,
	"limit" bigint NOT NULL,
	"on_limit" "limit_policy" DEFAULT 'FAIL' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "budgets_what" UNIQUE("scope","name","period")
);
--> statement-breakpoint
CREATE TABLE "generations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"run" text NOT NULL,
	"parents" text[] DEFAULT '{}' NOT NULL,
	"workflow_id" text NOT NULL,
	"workflow" text NOT NULL,
	"labels" text[] DEFAULT '{}' NOT NULL,
	"step" text,
	"activity" text NOT NULL,
	"task" text NOT NULL,
	"execution" text NOT NULL,
	"attempt" integer NOT NULL,
	"purpose" text NOT NULL,
	"call" text NOT NULL,
	"model" text NOT NULL,
	"prompt_name" text,
	"prompt_version" text,
	"outcome" "generation_outcome" DEFAULT 'PENDING' NOT NULL,
	"failure" text,
	"input" integer,
	"output" integer,
	"cache_read" integer,
	"cache_write" integer,
	"image_input" integer,
	"image_output" integer,
	"images" integer,
	"cost" bigint,
	"reserved" bigint,
	"accounts" text[] DEFAULT '{}' NOT NULL,
	"prices_version" text NOT NULL,
	"latency_ms" integer,
	"request_id" text,
	"answer" jsonb,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "spending" (
	"account" text PRIMARY KEY NOT NULL,
	"budget" uuid,
	"spent" bigint DEFAULT 0 NOT NULL,
	"reserved" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "spending" ADD CONSTRAINT "spending_budget_budgets_id_fk" FOREIGN KEY ("budget") REFERENCES "public"."budgets"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "generations_run" ON "generations" USING btree ("run","call");--> statement-breakpoint
CREATE INDEX "generations_parents" ON "generations" USING gin ("parents");--> statement-breakpoint
CREATE INDEX "generations_started_at" ON "generations" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "generations_workflow" ON "generations" USING btree ("workflow","started_at");--> statement-breakpoint
CREATE INDEX "generations_pending" ON "generations" USING btree ("run") WHERE outcome = 'PENDING';--> statement-breakpoint
CREATE INDEX "generations_answered" ON "generations" USING btree ("started_at") WHERE answer IS NOT NULL;--> statement-breakpoint
CREATE INDEX "spending_budget" ON "spending" USING btree ("budget");