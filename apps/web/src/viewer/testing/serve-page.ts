import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const TYPES: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };

export interface ServedPage {
  readonly url: string;
  /** Of all scripts and styles. */
  readonly gzippedBytes: number;
  readonly close: () => Promise<void>;
}

/**
 * Builds a test page in memory, as the real one is built, and serves it under the page's content security policy.
 *
 * @param folder that holds its index.html; the viewer's by default
 */
export async function servePage(folder = new URL('.', import.meta.url)): Promise<ServedPage> {
  const built = await build({
    root: fileURLToPath(folder),
    configFile: false,
    logLevel: 'error',
    build: { write: false, assetsInlineLimit: 0, target: 'es2022', modulePreload: { polyfill: false } },
  });
  if (Array.isArray(built) || !('output' in built)) throw new TypeError('one build was expected');
  const files = new Map(
    built.output.map((file) => [
      `/${file.fileName}`,
      Buffer.from(file.type === 'chunk' ? file.code : file.source),
    ]),
  );
  const server = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '');
    const body = files.get(path);
    // A browser asks for an icon by itself; there is none.
    response.writeHead(body ? 200 : path === '/favicon.ico' ? 204 : 404, {
      'Content-Type': TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
      'Content-Security-Policy':
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:",
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sizes = [...files]
    .filter(([name]) => !name.endsWith('.html'))
    .map(([, bytes]) => gzipSync(bytes).length);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    gzippedBytes: sizes.reduce((a, b) => a + b, 0),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
