import type { HemorrhageType } from '@ichor/ct';

export type BleedType = Exclude<HemorrhageType, 'any'>;

/** The five bleeds, in the order of HEMORRHAGE_TYPES. */
export const BLEED_TYPES = [
  'epidural',
  'intraparenchymal',
  'intraventricular',
  'subarachnoid',
  'subdural',
] as const satisfies readonly BleedType[];

/** Where each type can sit; drawn from the seed (by how common it is) where the request names none. */
export const BLEED_PLACES = {
  epidural: ['temporal', 'parietal', 'frontal', 'occipital'],
  intraparenchymal: ['basal ganglia', 'thalamus', 'lobar', 'contusion', 'pons', 'cerebellum'],
  intraventricular: ['cast', 'layered'],
  subarachnoid: ['basal', 'convexity', 'sylvian'],
  subdural: ['convexity', 'falx', 'tentorium'],
} as const satisfies Record<BleedType, readonly string[]>;

/** A bleed as it is asked for. */
export interface BleedRequest {
  readonly type: BleedType;
  /** 0.5 to 100 ml; reached within about 5 %. */
  readonly volumeMl: number;
  /** The patient's own side; drawn where absent. */
  readonly side?: 'left' | 'right' | undefined;
  /** Hounsfield units of the blood: 50-80 acute (clotted up to 90), falling with age; drawn from 50-80 where absent. */
  readonly hu?: number | undefined;
  /** One of {@link BLEED_PLACES} for this type. */
  readonly place?: string | undefined;
}
