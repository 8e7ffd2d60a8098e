import type { Database } from '../src/platform/db/database.ts';

/**
 * Has the ledger of a test believe that whatever is sent was sent a while ago: nobody waits until its time is over. Only for
 * tests in which whoever has sent it has answered by then, or is gone.
 */
export const settleAtOnce = ({ pool }: Pick<Database, 'pool'>) =>
  pool.query(`
    CREATE FUNCTION sent_a_while_ago() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      NEW.armed_at := NEW.armed_at - interval '90 seconds';
      NEW.sent_at := NEW.sent_at - interval '90 seconds';
      RETURN NEW;
    END $$;
    CREATE TRIGGER sent_a_while_ago BEFORE UPDATE ON publications FOR EACH ROW
      WHEN (OLD.state = 'ARMED' AND NEW.state = 'SENT') EXECUTE FUNCTION sent_a_while_ago();
  `);
