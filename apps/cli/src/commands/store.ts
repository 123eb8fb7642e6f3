import { defineCommand } from 'citty';
import { storeVerify } from './store-verify.ts';

export const store = defineCommand({
  meta: {
    name: 'store',
    description: 'Check the stored pictures of a data folder.',
  },
  subCommands: { verify: storeVerify },
});
