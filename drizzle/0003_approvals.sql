CREATE TYPE "public"."approval_state" AS ENUM('OPEN', 'DECIDED', 'EXPIRED', 'CLOSED');--> statement-breakpoint
CREATE TABLE "approvals" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "approvals_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"first" text NOT NULL,
	"workflow_id" text NOT NULL,
	"run_id" text NOT NULL,
	"workflow" text NOT NULL,
	"labels" text[] NOT NULL,
	"name" text NOT NULL,
	"sequence" integer NOT NULL,
	"question" text NOT NULL,
	"choices" text[] NOT NULL,
	"show" jsonb NOT NULL,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deadline" timestamp with time zone,
	"on_deadline" text,
	"state" "approval_state" DEFAULT 'OPEN' NOT NULL,
	"choice" text,
	"edits" jsonb,
	"comment" text,
	"decided_by" text,
	"settled_at" timestamp with time zone,
	"delivered_at" timestamp with time zone,
	"undeliverable_at" timestamp with time zone,
	"deliveries" integer DEFAULT 0 NOT NULL,
	"next_delivery_at" timestamp with time zone,
	"notified_at" timestamp with time zone,
	"notifications" integer DEFAULT 0 NOT NULL,
	"next_notification_at" timestamp with time zone DEFAULT now(),
	"checked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "approvals_place" UNIQUE("run_id","name","sequence")
);
--> statement-breakpoint
CREATE INDEX "approvals_number" ON "approvals" USING btree ("number");--> statement-breakpoint
CREATE INDEX "approvals_first" ON "approvals" USING btree ("first","number");--> statement-breakpoint
CREATE INDEX "approvals_changed" ON "approvals" USING btree ("changed_at");--> statement-breakpoint
CREATE INDEX "approvals_open" ON "approvals" USING btree ("number") WHERE state = 'OPEN';--> statement-breakpoint
CREATE INDEX "approvals_deadline" ON "approvals" USING btree ("deadline") WHERE state = 'OPEN';--> statement-breakpoint
CREATE INDEX "approvals_checked" ON "approvals" USING btree ("checked_at") WHERE state = 'OPEN';--> statement-breakpoint
CREATE INDEX "approvals_deliveries" ON "approvals" USING btree ("next_delivery_at") WHERE next_delivery_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "approvals_notifications" ON "approvals" USING btree ("next_notification_at") WHERE next_notification_at IS NOT NULL;