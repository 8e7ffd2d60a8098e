ALTER TABLE "black_vault" DROP CONSTRAINT "black_vault_fingerprint";--> statement-breakpoint
ALTER TABLE "black_vault" ADD COLUMN "lifted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "black_vault" ADD COLUMN "lifted_by" text;--> statement-breakpoint
ALTER TABLE "black_vault" ADD COLUMN "lift_reason" text;--> statement-breakpoint
ALTER TABLE "memories" ADD COLUMN "corrected_by" text;--> statement-breakpoint
CREATE UNIQUE INDEX "black_vault_fingerprint" ON "black_vault" USING btree ("fingerprint") WHERE lifted_at IS NULL;