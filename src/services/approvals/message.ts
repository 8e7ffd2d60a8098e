import type { WebhookMessage } from '../../platform/webhook.ts';
import { cut, escaped } from '../slack-text.ts';
import type { Approval } from './approval.ts';
import { shownAsText } from './shown.ts';

/** Slack refuses what is longer: of a section 3000, of a button 75. Markup makes texts longer. */
const longest = { section: 2800, button: 75 };

/** A message about a decision to make, as Slack's incoming webhooks take it: `text` for those that show no blocks. */
export function messageOf(approval: Approval, link: string | null): WebhookMessage & { blocks: object[] } {
  const { id, question, workflow, name, show, deadline, choices } = approval;
  const shown = cut(shownAsText(show), longest.section);
  const until = deadline ? `Until ${deadline.toISOString()}.` : 'There is no deadline.';
  const facts = `${workflow}, ${name}. ${until} Choices: ${choices.join(', ')}.`;
  return {
    type: 'approval.opened',
    id: `Approval:${id}`, // as the API has it
    text: escaped([question, facts, ...(link === null ? [] : [link])].join('\n')),
    blocks: [
      section(`*${escaped(question)}*`),
      ...(shown ? [{ type: 'section', text: { type: 'plain_text', text: shown, emoji: false } }] : []),
      { type: 'context', elements: [{ type: 'mrkdwn', text: escaped(facts) }] },
      ...(link === null ? [] : [{ type: 'actions', elements: choices.map((choice) => button(choice, link)) }]),
    ],
  };
}

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text: cut(text, longest.section) } });

/** Leads to a page: nothing is decided by following a link. */
const button = (choice: string, link: string) => ({
  type: 'button',
  action_id: choice,
  text: { type: 'plain_text', text: cut(choice, longest.button) },
  url: `${link}?choice=${encodeURIComponent(choice)}`,
});
