/**
 * Packs the DICOM reader for npm: @ichor/dicom as JavaScript with declarations, the rooms that it imports bundled in it.
 *
 *     npm run pack:reader -- FOLDER
 *     npm install FOLDER/ichor-dicom-0.1.0.tgz       # in any other folder
 *
 * Within the workspace sources run as they are; Node strips no types under node_modules, so that what is packed is compiled.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly imports?: unknown;
}

/** Compiles a room's sources, from its entries on, into `folder`/dist, and gives what its package.json says. */
function compile(room: string, entries: readonly string[], folder: string): Manifest {
  const source = join(ROOT, 'packages', room);
  mkdirSync(folder, { recursive: true });
  const configuration = join(folder, 'tsconfig.json');
  writeFileSync(
    configuration,
    JSON.stringify({
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        declaration: true,
        rewriteRelativeImportExtensions: true,
        rootDir: join(ROOT, 'packages'),
        outDir: join(folder, 'out'),
        typeRoots: [join(ROOT, 'node_modules/@types')],
      },
      include: [],
      files: entries.map((entry) => join(source, 'src', entry)),
    }),
  );
  execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', configuration], {
    stdio: 'inherit',
  });
  // The sources of the rooms that it imports were compiled too; those are packed by themselves.
  cpSync(join(folder, 'out', room, 'src'), join(folder, 'dist'), { recursive: true });
  rmSync(join(folder, 'out'), { recursive: true });
  rmSync(configuration);
  return JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest;
}

const compiled = (paths: unknown): unknown =>
  JSON.parse(JSON.stringify(paths ?? {}).replaceAll(/\.\/src\/([^"]*)\.ts"/g, './dist/$1.js"'));

function writeManifest(folder: string, manifest: object): void {
  const entry = { types: './dist/index.d.ts', default: './dist/index.js' };
  const common = { type: 'module', exports: { '.': entry }, files: ['dist'], engines: { node: '>=20' } };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ ...manifest, ...common }, null, 2)}\n`);
}

/** Returns the path of the tarball. */
function packReader(out: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ichor-pack-'));
  try {
    const dicom = compile(
      'dicom',
      ['index.ts', 'codecs/wasm-file.ts', 'codecs/wasm-file.node.ts', 'codecs/emscripten.d.ts'],
      folder,
    );
    const bundled: Record<string, string> = {};
    for (const room of ['ct', 'notices']) {
      const name = `@ichor/${room}`;
      const within = join(folder, 'node_modules', name);
      const { version, license } = compile(room, ['index.ts'], within);
      writeManifest(within, { name, version, license });
      bundled[name] = version;
    }
    writeManifest(folder, {
      name: '@ichor/dicom',
      version: dicom.version,
      description: 'Reads head CT from DICOM into Hounsfield units, in order. Research software.',
      license: dicom.license,
      imports: compiled(dicom.imports),
      dependencies: { ...dicom.dependencies, ...bundled },
      bundleDependencies: Object.keys(bundled),
    });
    cpSync(join(ROOT, 'packages/dicom/README.md'), join(folder, 'README.md'));
    cpSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
    mkdirSync(out, { recursive: true });
    const printed = execFileSync('npm', ['pack', '--json', '--pack-destination', resolve(out)], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [packed] = JSON.parse(printed) as [{ filename: string }];
    return join(out, packed.filename);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [out] = process.argv.slice(2);
if (out === undefined) throw new RangeError('pack-reader: give the folder for the tarball');
console.log(packReader(out));
