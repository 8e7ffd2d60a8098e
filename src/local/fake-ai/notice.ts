/** On every page, and with every answer. */
export const notice =
  'Made-up AI (--fake-ai): models are played by this machine, and no answer of theirs means anything. Nothing is charged; costs are what real ones would have asked. Meta is played too: nothing is published.';
