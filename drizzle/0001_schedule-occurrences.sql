CREATE TABLE "schedule_names" (
	"name" text PRIMARY KEY NOT NULL,
	"first_used_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "schedule_occurrences" (
	"schedule" text NOT NULL,
	"nominal_time" timestamp with time zone NOT NULL,
	"claimed_by" text,
	"claimer_id" text,
	"claimed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"confirmed_at" timestamp with time zone,
	CONSTRAINT "schedule_occurrences_schedule_nominal_time_pk" PRIMARY KEY("schedule","nominal_time")
);
