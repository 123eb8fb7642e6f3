import { type DicomdirFile, readDicomdir } from '@ichor/dicom';
import type { IntakeFile } from './intake-file.ts';
import type { Refusal } from './refusal.ts';

/** A file that a DICOMDIR names, and what is to be said where it isn't there. */
export interface ReferencedFile extends Refusal {
  /** Where it should be. */
  readonly path: string;
  readonly of: DicomdirFile;
}

/** What a DICOMDIR names, to be compared with what is there. */
export class ReferencedFiles {
  readonly #folder: string;
  readonly #subject: string;
  /** Several where a DICOMDIR gives one name to more than one. */
  readonly #byPath = new Map<string, DicomdirFile[]>();
  readonly #outside: DicomdirFile[] = [];

  private constructor(subject: string, files: readonly DicomdirFile[]) {
    this.#subject = subject;
    this.#folder = subject.slice(0, subject.length - lastComponent(subject).length);
    for (const file of files) {
      if (file.fileId.every(isPlain)) {
        const path = file.fileId.map(asCompared).join('/');
        this.#byPath.set(path, [...(this.#byPath.get(path) ?? []), file]);
      } else this.#outside.push(file);
    }
  }

  /** @throws IchorError as `readDicomdir` and `file.read` */
  static async of(file: IntakeFile): Promise<ReferencedFiles> {
    return new ReferencedFiles(file.name, readDicomdir(await file.read(), file.name));
  }

  /** Whether a file or folder of this name beside the DICOMDIR may hold files that it names. */
  mayHold(name: string): boolean {
    const top = asCompared(name);
    return [...this.#byPath.keys()].some((path) => path === top || path.startsWith(`${top}/`));
  }

  names(path: string): boolean {
    return this.#byPath.has(this.#relative(path) ?? '');
  }

  /** All that it names, each with what is to be said where no file turns out to be it. */
  all(): ReferencedFile[] {
    const within = [...this.#byPath.values()].flat().map(
      (of): ReferencedFile => ({
        path: `${this.#folder}${of.fileId.join('/')}`,
        code: 'dicomdir-file-missing',
        reason: `is named by ${this.#subject}, and is not there or can't be read. Copy the whole medium.`,
        of,
      }),
    );
    const outside = this.#outside.map(
      (of): ReferencedFile => ({
        path: this.#subject,
        code: 'dicomdir-path-outside',
        reason: 'names a file outside its folder, which is not looked for. Copy the whole medium anew.',
        of,
      }),
    );
    return [...within, ...outside];
  }

  /** As compared; undefined for what lies elsewhere. */
  #relative(path: string): string | undefined {
    if (!path.startsWith(this.#folder)) return undefined;
    return path.slice(this.#folder.length).split(/[/\\]/).map(asCompared).join('/');
  }
}

const lastComponent = (path: string): string => /[^/\\]*$/.exec(path)![0];

/** A component that names something in its folder. PS3.10 8.5 allows A to Z, 0 to 9 and _; what is merely odd does no harm. */
const isPlain = (component: string): boolean =>
  component !== '' && component !== '.' && component !== '..' && !/[/\\:\0]/.test(component);

/** Media are mounted with their names in either case, and with or without the version of ISO 9660 (";1") and the point before it. */
const asCompared = (component: string): string =>
  component.replace(/;\d+$/, '').replace(/\.$/, '').toUpperCase();
