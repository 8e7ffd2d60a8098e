/** Two pages with an Instagram account each, the same whenever Meta is played: brands that are stored go on fitting. */
export const exampleAccounts = [
  {
    name: 'Bakkerij De Morgen',
    pageId: '110000000000001',
    instagramId: '17841400000000001',
    tokenVariable: 'META_TOKEN_EXAMPLE_NL',
    token: 'made-up-token-of-the-dutch-page',
  },
  {
    name: 'Boulangerie du Matin',
    pageId: '110000000000002',
    instagramId: '17841400000000002',
    tokenVariable: 'META_TOKEN_EXAMPLE_FR',
    token: 'made-up-token-of-the-french-page',
  },
] as const;
