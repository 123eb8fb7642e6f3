#!/usr/bin/env node
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `ichor needs Node 24 and was started with ${process.versions.node}. Use "npx ichor" in the repository: npm ci installs Node 24 there.`,
  );
  process.exit(1);
}
await import('../src/main.ts');
