import { defineCommand } from 'citty';
import { bundleMake } from './bundle-make.ts';
import { bundleVerify } from './bundle-verify.ts';

export const bundle = defineCommand({
  meta: {
    name: 'bundle',
    description: 'Make a bundle of a finished run, or check that one is as it was made.',
  },
  subCommands: { make: bundleMake, verify: bundleVerify },
});
