/** Without 0, 1, I and O, which are read for one another. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const LEAST_DAYS = 30;
const MOST_DAYS = 3650;
/** UIDs that the standard gives to frames of reference, such as an atlas (PS3.6 table A-2): they name no patient. */
const WELL_KNOWN_FRAME = '1.2.840.10008.1.4.';

/** What stands for a patient, and how many days the patient's dates move. */
export interface PatientPseudonym {
  /** 20 characters, for PatientID and PatientName. */
  readonly name: string;
  /** Negative: to the past. */
  readonly days: number;
}

/**
 * Names and UIDs that stand for others: HMAC-SHA-256 of what they stand for, under a key. The same key gives the same
 * pseudonym, on any machine and in any order; without it nobody can find the way back, nor test a guess.
 */
export class Pseudonyms {
  readonly #key: CryptoKey;
  readonly #uids = new Map<string, string>();
  readonly #patients = new Map<string, PatientPseudonym>();

  private constructor(key: CryptoKey) {
    this.#key = key;
  }

  /** @param key at least 16 bytes that nobody can guess. */
  static async of(key: Uint8Array<ArrayBuffer>): Promise<Pseudonyms> {
    if (key.length < 16) throw new RangeError('a key of pseudonyms has at least 16 bytes');
    const hash = { name: 'HMAC', hash: 'SHA-256' };
    return new Pseudonyms(await crypto.subtle.importKey('raw', key, hash, false, ['sign']));
  }

  /** A UID of the form 2.25.<UUID> (PS3.5 B.2) for another. */
  async uid(original: string): Promise<string> {
    if (original.startsWith(WELL_KNOWN_FRAME)) return original;
    let uid = this.#uids.get(original);
    if (uid === undefined) {
      const bytes = await this.#mac('uid', original);
      let value = 0n;
      for (const byte of bytes.subarray(0, 16)) value = (value << 8n) | BigInt(byte);
      // Version and variant of RFC 9562, so that it is a legal UUID too.
      value = (value & ~(0xfn << 76n)) | (4n << 76n);
      value = (value & ~(0x3n << 62n)) | (2n << 62n);
      uid = `2.25.${value}`;
      this.#uids.set(original, uid);
    }
    return uid;
  }

  /** @param patient what tells patients apart: the PatientID. */
  async patient(patient: string): Promise<PatientPseudonym> {
    let pseudonym = this.#patients.get(patient);
    if (pseudonym === undefined) {
      const name = (await this.#mac('patient', patient)).subarray(0, 14);
      const days = new DataView((await this.#mac('days', patient)).buffer).getUint32(0, false);
      pseudonym = {
        name: `ICHOR-${Array.from(name, (byte) => LETTERS[byte % 32]).join('')}`,
        days: -(LEAST_DAYS + (days % (MOST_DAYS - LEAST_DAYS + 1))),
      };
      this.#patients.set(patient, pseudonym);
    }
    return pseudonym;
  }

  async #mac(purpose: string, text: string): Promise<Uint8Array<ArrayBuffer>> {
    const message = new TextEncoder().encode(`${purpose}\0${text}`);
    return new Uint8Array(await crypto.subtle.sign('HMAC', this.#key, message));
  }
}
