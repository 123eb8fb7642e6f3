// Says where a wall of docs/architecture.md doesn't hold. Part of `npm run check`.
import { fileURLToPath } from 'node:url';
import { checkHouse } from './walls/check-house.ts';
import { readHouse } from './walls/house.ts';

const house = readHouse(fileURLToPath(new URL('../', import.meta.url)));
const breaches = checkHouse(house);
for (const { file, line, wall, message } of breaches) console.error(`${file}:${line}: ${wall}: ${message}`);
console.log(`Walls: ${house.modules.size} files, ${breaches.length} breaches`);
if (breaches.length > 0) process.exitCode = 1;
