import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkHouse } from './check-house.ts';
import { type House, type Manifest, readHouse, withModule } from './house.ts';
import { type Breach, WALLS, type Wall } from './walls.ts';

let house: House;
let standing: readonly Breach[];

beforeAll(() => {
  house = readHouse(fileURLToPath(new URL('../../', import.meta.url)));
  standing = checkHouse(house);
});

/** What is found beside what the tree has already, as `wall: file:line`. */
function foundIn(changed: House): string[] {
  const known = new Set(standing.map((breach) => JSON.stringify(breach)));
  return checkHouse(changed)
    .filter((breach) => !known.has(JSON.stringify(breach)))
    .map(({ wall, file, line }) => `${wall}: ${file}:${line}`);
}

/** The house with a file `planted.ts` (or another) in a room's sources. */
const plant = (text: string, path = 'packages/ct/src/planted.ts', base = house) =>
  withModule(base, path, text);

const withManifest = (folder: string, change: (manifest: Manifest) => Manifest, base = house): House => ({
  ...base,
  manifests: new Map(base.manifests).set(folder, change(base.manifests.get(folder) as Manifest)),
});

const withPlan = (from: string | RegExp, to: string): House => {
  const plan = house.plan.replace(from, to);
  expect(plan).not.toBe(house.plan);
  return { ...house, plan };
};

const at = (wall: Wall, file = 'packages/ct/src/planted.ts', line = 1) => `${wall}: ${file}:${line}`;

it('holds in the tree as it stands', () => {
  expect(standing).toEqual([]);
});

it('explains every wall in docs/architecture.md, by its name', () => {
  for (const wall of WALLS) expect(house.plan).toContain(`- **${wall}`);
});

describe('the seven imports of the review', () => {
  const importing = (...rooms: string[]) => rooms.map((room) => `import '@ichor/${room}';`).join('\n');
  const forbidden = (path: string, ...rooms: string[]) => {
    const found = foundIn(plant(importing(...rooms), path));
    rooms.forEach((_, i) => {
      expect(found).toContain(at('A room imports what its row allows', path, i + 1));
    });
  };

  it('refuses compiler, models and render in inference', () =>
    forbidden('packages/inference/src/planted.ts', 'compiler', 'models', 'render'));
  it('refuses runtime in compiler', () => forbidden('packages/compiler/src/planted.ts', 'runtime'));
  it('refuses models and runtime in cli', () => forbidden('apps/cli/src/planted.ts', 'models', 'runtime'));
  it('refuses intake in dicom', () => forbidden('packages/dicom/src/planted.ts', 'intake'));

  it('refuses process, Buffer and document in ct', () => {
    const found = foundIn(plant('process.exit();\nBuffer.from([]);\ndocument.title;'));
    expect(found).toEqual([
      at('A browser room knows no Node'),
      at('A browser room knows no Node', undefined, 2),
      at('The DOM belongs to the page', undefined, 3),
    ]);
  });

  it('refuses inference and a job in a route of the server', () => {
    const path = 'apps/server/src/routes/planted.ts';
    const found = foundIn(plant("import '@ichor/inference';\nimport '../jobs/run-jobs.ts';", path));
    expect(found).toContain(at('A room imports what its row allows', path));
    expect(found).toContain(at('The HTTP process runs no network', path));
    expect(found).toContain(at('The HTTP process runs no network', path, 2));
  });

  it('refuses dicom in a page of the web', () => {
    const path = 'apps/web/src/study/planted.ts';
    expect(foundIn(plant("import '@ichor/dicom';", path))).toContain(at('Workers alone decode', path));
  });
});

describe('every form of an import', () => {
  const wall = 'A room imports what its row allows';
  for (const text of [
    "import { readSlices } from '@ichor/dicom';",
    "import type { Patient } from '@ichor/dicom';",
    "export * from '@ichor/dicom';",
    "export type { Patient } from '@ichor/dicom';",
    "export const later = () => import('@ichor/dicom');",
    'export const later = () => import(`@ichor/dicom`);',
    "export type Patient = import('@ichor/dicom').Patient;",
    "export const where = import.meta.resolve('@ichor/dicom');",
    "import dicom = require('@ichor/dicom');",
    "export const later = (room: string) => import('@ichor/' + room);",
    "import 'sharp';",
    "import 'onnxruntime-node';",
  ]) {
    it(`is seen: ${text}`, () => expect(foundIn(plant(text))).toContain(at(wall)));
  }

  it('is refused in a test, where the row does not allow it to tests', () => {
    const path = 'packages/ct/src/planted.test.ts';
    expect(foundIn(plant("import '@ichor/server/serve';", path))).toContain(at(wall, path));
  });

  it('is not seen in a comment or a text', () => {
    expect(foundIn(plant("// import '@ichor/dicom';\nexport const text = `import '@ichor/dicom'`;"))).toEqual(
      [],
    );
  });
});

describe('rows and rooms', () => {
  it('go together both ways', () => {
    const found = foundIn(withPlan('| render |', '| rendering |'));
    expect(found.filter((breach) => breach.startsWith('A room has a row'))).toHaveLength(2);
  });

  it('are entered by name, by whatever way in', () => {
    const wall = 'A room is entered by its name';
    for (const text of [
      "import { rows } from '../../notices/src/index.ts';",
      "export const file = new URL('../../notices/src/index.ts', import.meta.url);",
    ]) {
      expect(foundIn(plant(text))).toContain(at(wall));
    }
  });
});

describe('workers', () => {
  const worker = 'apps/web/src/study/planted.worker.ts';
  const part = 'apps/web/src/study/planted-part.ts';
  const page = 'apps/web/src/study/planted-page.ts';
  const declared = () =>
    withManifest('apps/web', ({ devDependencies: { '@ichor/dicom': _, ...others } = {}, ...manifest }) => ({
      ...manifest,
      dependencies: { ...manifest.dependencies, '@ichor/dicom': '*' },
      devDependencies: others,
    }));
  const decoding = () => {
    const base = plant(
      "import '@ichor/dicom';",
      part,
      plant("import './planted-part.ts';", worker, declared()),
    );
    return base;
  };

  it('may decode, in what they alone load', () => {
    const starting =
      "new Worker(new URL('./planted.worker.ts', import.meta.url));\nimport type {} from './planted-part.ts';";
    expect(
      foundIn(plant(starting, page, decoding())).filter((breach) => breach.includes('apps/web/src')),
    ).toEqual([]);
  });

  it('may not, where the page loads the same file', () => {
    const found = foundIn(plant("import './planted-part.ts';", page, decoding()));
    expect(found).toContain(at('Workers alone decode', part));
  });

  it('may not, where the page loads the worker itself', () => {
    const found = foundIn(plant("import './planted.worker.ts';", page, decoding()));
    expect(found).toContain(at('Workers alone decode', part));
  });
});

describe('the HTTP process', () => {
  it('reaches no network by a chain of other files either', () => {
    const middle = 'apps/server/src/planted.ts';
    const route = 'apps/server/src/routes/planted.ts';
    const base = plant("export const later = () => import('./jobs/run-jobs.ts');", middle);
    expect(foundIn(plant("import '../planted.ts';", route, base))).toEqual([
      at('The HTTP process runs no network', route),
    ]);
    expect(foundIn(plant("import type {} from '../planted.ts';", route, base))).toEqual([]);
  });

  it('leaves studies, scoring and inference to the folder of jobs', () => {
    const path = 'apps/server/src/planted.ts';
    expect(foundIn(plant("import '@ichor/studies';", path))).toContain(
      at('A room imports what its row allows', path),
    );
  });
});

describe('test apparatus', () => {
  const wall = 'Product imports no test apparatus';

  it('is not for sources', () => {
    const base = plant('export const apparatus = 1;', 'packages/ct/src/testing.ts');
    expect(foundIn(plant("import './testing.ts';", undefined, base))).toEqual([at(wall)]);
    expect(foundIn(plant("import './rng.test.ts';"))).toContain(at(wall));
    const room = foundIn(plant("import '@ichor/testing/properties';"));
    expect(room).toContain(at('A room imports what its row allows'));
    expect(room).toContain(at('Sources import no devDependency'));
  });
});

describe('browser rooms', () => {
  const wall = 'A browser room knows no Node';

  it('know no module of Node, with or without its prefix, outside files for Node', () => {
    for (const module of ['node:fs', 'fs', 'node:buffer']) {
      expect(foundIn(plant(`import '${module}';`))).toEqual([at(wall)]);
      expect(foundIn(plant(`import '${module}';`, 'packages/ct/src/planted.node.ts'))).toEqual([]);
      expect(foundIn(plant(`import '${module}';`, 'packages/ct/src/planted.test.ts'))).toEqual([]);
    }
  });

  it('know no global of Node, by whatever name it is reached', () => {
    for (const text of [
      'globalThis.process.env;',
      "globalThis['Buffer'];",
      'export let of: NodeJS.Timeout;',
    ]) {
      expect(foundIn(plant(text))).toEqual([at(wall)]);
    }
  });

  it('reach a file for Node by a condition that has another for browsers', () => {
    const base = plant(
      "import 'node:fs';",
      'packages/ct/src/file.node.ts',
      plant('', 'packages/ct/src/file.ts'),
    );
    const conditional = (conditions: Record<string, string>) =>
      withManifest('packages/ct', (manifest) => ({ ...manifest, imports: { '#file': conditions } }), base);
    const node = './src/file.node.ts';
    expect(foundIn(plant("import './file.node.ts';", undefined, base))).toEqual([at(wall)]);
    expect(foundIn(plant("import '#file';", undefined, conditional({ node })))).toEqual([at(wall)]);
    expect(
      foundIn(plant("import '#file';", undefined, conditional({ node, default: './src/file.ts' }))),
    ).toEqual([]);
  });

  it('are pages too', () => {
    const path = 'apps/web/src/planted.ts';
    expect(foundIn(plant('process.env;\ndocument.title;', path))).toEqual([at(wall, path)]);
  });
});

describe('the DOM', () => {
  const wall = 'The DOM belongs to the page';

  it('is refused as a value, a type and a member of what is global', () => {
    for (const text of [
      'window.close();',
      'export let element: HTMLElement;',
      'globalThis.document;',
      'requestAnimationFrame(() => {});',
      'localStorage.length;',
      'export const is = typeof document;',
    ]) {
      expect(foundIn(plant(text))).toContain(at(wall));
    }
    const path = 'packages/files/src/planted.ts';
    expect(foundIn(plant('document.title;', path))).toEqual([at(wall, path)]);
  });

  it('is not what Node and browsers share', () => {
    const shared =
      'URL TextDecoder TextEncoder performance structuredClone DecompressionStream AbortSignal crypto console setTimeout WebAssembly';
    expect(foundIn(plant(shared.replaceAll(' ', ';\n')))).toEqual([]);
    expect(foundIn(plant('export let bytes: BufferSource;'))).toEqual([]);
  });

  it('is not a name that the file binds itself, a property or a parameter', () => {
    for (const text of [
      "import type { Window } from './window.ts'; export let window: Window;",
      'interface Window { center: number } export let of: Window;',
      'export const title = (document: { title: string }) => document.title;',
      'export const of = { document: 1, window() {} }.document;',
    ]) {
      expect(foundIn(plant(text)).filter((breach) => breach.startsWith(wall))).toEqual([]);
    }
  });

  it('is where a name is bound in another scope alone', () => {
    const text = 'export function f(document: number) { return document; }\nexport const t = document.title;';
    expect(foundIn(plant(text))).toEqual([at(wall, undefined, 2)]);
  });
});

describe('package.json', () => {
  const file = 'packages/ct/package.json';

  it('declares what is imported', () => {
    expect(foundIn(plant("import '@ichor/dicom';"))).toContain(at('What is imported is declared'));
    expect(foundIn(plant("import 'left-pad/index.js';"))).toContain(at('What is imported is declared'));
  });

  it('declares nothing else', () => {
    for (const list of ['dependencies', 'devDependencies'] as const) {
      const changed = withManifest('packages/ct', (manifest) => ({
        ...manifest,
        [list]: { ...manifest[list], 'left-pad': '1.0.0' },
      }));
      expect(foundIn(changed)).toEqual([at('What is declared is imported', file)]);
    }
  });

  it('declares as a dependency what sources import, and only that', () => {
    const demoted = withManifest('packages/ct', (manifest) => ({
      ...manifest,
      dependencies: {},
      devDependencies: { ...manifest.devDependencies, ...manifest.dependencies },
    }));
    const found = foundIn(demoted);
    expect(found.length).toBeGreaterThan(0);
    for (const breach of found)
      expect(breach).toMatch(/^Sources import no devDependency: packages\/ct\/src\//);
    const promoted = withManifest('packages/ct', (manifest) => ({
      ...manifest,
      dependencies: { ...manifest.dependencies, vitest: '5.1.1' },
    }));
    expect(foundIn(promoted)).toEqual([at('What is declared is imported', file)]);
  });
});

it('lets no package run a script on installing but those that package.json allows', () => {
  expect(house.scripted).toContain('node');
  const scripted = [...house.scripted, 'onnxruntime-node'];
  expect(foundIn({ ...house, scripted })).toEqual([
    at('Installing runs what is allowed', 'package-lock.json'),
  ]);
});

describe('cycles', () => {
  it('are refused between rooms', () => {
    const found = foundIn(plant("import type {} from '@ichor/ct';", 'packages/notices/src/planted.ts'));
    expect(found.some((breach) => breach.startsWith('Rooms form no cycle: packages/'))).toBe(true);
  });

  it('are refused between rows', () => {
    const found = foundIn(withPlan(/(\| notices \|[^|]*\|) nothing/, '$1 ct'));
    expect(found.some((breach) => breach.startsWith('Rooms form no cycle: docs/architecture.md:'))).toBe(
      true,
    );
  });

  it('are refused between files, but for types', () => {
    const other = 'packages/ct/src/other-planted.ts';
    const base = plant("export * from './planted.ts';", other);
    const found = foundIn(plant("import './other-planted.ts';", undefined, base));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('Files form no cycle: packages/ct/src/');
    expect(foundIn(plant("import type {} from './other-planted.ts';", undefined, base))).toEqual([]);
  });
});
