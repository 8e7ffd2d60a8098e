ALTER TABLE "approvals" ADD COLUMN "cap_run" text;--> statement-breakpoint
ALTER TABLE "spending" ADD COLUMN "cap" bigint;--> statement-breakpoint
CREATE INDEX "approvals_cap" ON "approvals" USING btree ("cap_run") WHERE state = 'OPEN' AND cap_run IS NOT NULL;