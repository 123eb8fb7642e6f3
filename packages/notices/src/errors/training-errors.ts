import type { ErrorEntry } from '../error-entry.ts';

/** Of data to train on, recipes, runs and figures. */
export const TRAINING_ERRORS = {
  'unknown-source': {
    meaning: 'A recipe names a kind of data source that does not exist.',
    remedy: 'Name one of those that the message lists.',
  },
  'unknown-data': {
    meaning: 'A folder holds no data set that is known.',
    remedy: 'Give the folder that holds one of the files that the message names.',
  },
  'not-simulated-studies': {
    meaning: 'A folder was not written by `ichor simulate`.',
    remedy: 'Give a folder that `ichor simulate` wrote.',
  },
  'not-physionet-ct-ich': {
    meaning: 'A folder is not PhysioNet CT-ICH.',
    remedy: 'Give the folder of PhysioNet CT-ICH v1.0.0.',
  },
  'image-unreadable': {
    meaning: "An image of a data set can't be decoded.",
    remedy: 'Unpack the data set again.',
  },
  'study-not-prepared': {
    meaning: "A study of a data set can't be prepared.",
    remedy: 'Repair or remove it, then start again.',
  },
  'hu-range-missing': {
    meaning: 'A network is to be shown Hounsfield units that a data set has lost.',
    remedy: 'Train on simulated patients or DICOM, or give the recipe channels within its range.',
  },
  'cache-damaged': {
    meaning: 'Prepared data is not as it was written.',
    remedy: 'Delete that folder; it will be prepared again.',
  },
  'cache-outdated': {
    meaning: 'Prepared data is of other samples than its studies have.',
    remedy: 'Delete that folder; it will be prepared again.',
  },
  'data-folder-missing': {
    meaning: 'The folder of a data set that the recipe trains on was not given.',
    remedy: 'Give it with --data FOLDER.',
  },
  'too-few-slices': {
    meaning: 'An epoch has fewer slices than a batch.',
    remedy: 'Give more slices or a smaller batch.',
  },
  'patient-on-both-sides': {
    meaning: 'A patient is both among those that are learned from and those that are held out.',
    remedy: 'Split by patient, so that every slice of a patient is on one side.',
  },
  'too-few-groups': {
    meaning: 'A split would have more folds than there are groups of patients.',
    remedy: 'Give more patients.',
  },
  'splits-differ': {
    meaning: 'The splits of one recipe have different numbers of folds.',
    remedy: 'Give a recipe whose splits have as many folds.',
  },
  'split-unknown': {
    meaning: 'A data source has no split of that name.',
    remedy: 'Name one of those that the message lists.',
  },
  'patient-without-fold': {
    meaning: 'A patient is in no fold of the split.',
    remedy: 'Leave that patient out: no fold may hold it.',
  },
  'run-schema': {
    meaning: 'A description of a run is of a schema that this version does not read.',
    remedy: 'Train it again with this version of Ichor.',
  },
  'run-damaged': {
    meaning: 'A file of a run is not what its schema says.',
    remedy: 'Put back a copy of that file, or train the run again under another name.',
  },
  'run-too-long': {
    meaning: 'By its first steps, a training would take longer than it may without being asked.',
    remedy: 'Give --resume --yes to go on: nothing is lost. Or train on fewer slices, or on a smaller size.',
  },
  'lowerings-damaged': {
    meaning: 'The file of timed ways to lower convolutions is not what its schema says.',
    remedy: 'Delete it: the ways are timed again.',
  },
  'fold-unknown': {
    meaning: 'The split has no fold of that number.',
    remedy: 'Give the number of a fold that the split has.',
  },
  'recipe-without-folds': {
    meaning: 'No source of the recipe is divided into folds.',
    remedy: 'Leave --fold out, or give a recipe whose data is held out by a split.',
  },
  'recipe-not-found': {
    meaning: "A file can't be loaded as a recipe.",
    remedy: 'Give a file of recipes/, such as recipes/pretrain-simulated.ts.',
  },
  'recipe-invalid': {
    meaning: "A field of a recipe has a value that it can't have.",
    remedy: 'Give the field what the message says.',
  },
  'init-missing': {
    meaning: 'The recipe starts from given weights, and none were given.',
    remedy: 'Name the folder of a run or bundle, or a file of weights, with --init.',
  },
  'init-not-wanted': {
    meaning: 'The recipe starts from random weights, and others were given.',
    remedy: "Leave --init out, or set the recipe's init to 'given'.",
  },
  'init-does-not-fit': {
    meaning: 'The given weights are of another network.',
    remedy: 'Give weights of the same architecture.',
  },
  'no-weights': {
    meaning: 'A folder holds no weights.',
    remedy: 'Name the folder of a run or of a bundle, or a .safetensors, .pth, .pt or .onnx file.',
  },
  'weights-unreadable': {
    meaning:
      'A file of weights is cut off, damaged, of another kind than its name says, or holds more than numbers.',
    remedy: 'Fetch it again and compare its SHA-256; read are .safetensors, .pth, .pt and .onnx files.',
  },
  'weights-hash-differs': {
    meaning: 'A file that was fetched is not the one whose SHA-256 was given.',
    remedy: 'Look at the address and at the SHA-256 that its makers publish, then fetch it again.',
  },
  'download-failed': {
    meaning: 'A file could not be fetched, or not all of it.',
    remedy: 'The same command goes on where it stopped.',
  },
  'held-out-seen': {
    meaning:
      'The given weights were trained on patients that are held out: their scores would prove nothing.',
    remedy:
      'Start from weights that never saw them: of simulated patients alone, or of runs that held out the same fold.',
  },
  'provenance-unknown': {
    meaning: 'Nothing says on whom the given weights were trained.',
    remedy:
      'Start from the folder of a run or bundle that tells; train one again where none does. Without --fold these will do.',
  },
  'run-exists': {
    meaning: 'A folder already holds a run.',
    remedy: 'Resume it with --resume, or give this one another name.',
  },
  'no-run': {
    meaning: 'A folder holds no run.',
    remedy: 'Name the folder of a run.',
  },
  'run-differs': {
    meaning: "A run can't be resumed with what it was not begun with.",
    remedy: 'Resume it with what its recipe.json says, or give this run another name.',
  },
  'run-weights-missing': {
    meaning: 'A run has ended, and its last weights are not there.',
    remedy: 'Delete result.json and resume the run: it makes the last steps again, to the same numbers.',
  },
  'device-missing': {
    meaning: 'This machine lacks what a device needs to train on; nothing is run on another in its place.',
    remedy: 'Do what the message says, or leave --device out: the processor trains.',
  },
  'checkpoint-damaged': {
    meaning: 'A checkpoint is not as it was written.',
    remedy: 'Delete it, and resume from the one before.',
  },
  'checkpoint-schema': {
    meaning: 'A checkpoint is of a schema that this version does not read.',
    remedy: 'Delete it, and resume from the one before.',
  },
  'weights-other-model': {
    meaning: 'Weights or a checkpoint are of another model than the one that is trained.',
    remedy: 'Resume the run with the recipe that it was begun with, or start another run.',
  },
  'data-not-a-number': {
    meaning: 'A slice that is trained on holds something else than numbers.',
    remedy: 'Mend or take out that slice, and prepare the data again: remove its cache.',
  },
  'loss-not-a-number': {
    meaning: 'Training went astray: the loss is no number.',
    remedy: 'Lower the rate or begin with a warmup.',
  },
  'input-differs': {
    meaning: 'A network and its slices are prepared in different ways.',
    remedy: 'Prepare them as they were for training.',
  },
  'predictions-invalid': {
    meaning: 'A file of predictions is not what it should be.',
    remedy: 'Give a CSV with the columns that the message names.',
  },
  'predictions-mismatch': {
    meaning: 'Predictions are for other data than they are compared with.',
    remedy: 'Compare predictions for the same data.',
  },
  'no-positive-study': {
    meaning: "A threshold can't be chosen: no study of those held out has the finding.",
    remedy: 'Hold out more simulated studies.',
  },
  'folds-differ': {
    meaning: 'Runs that are to be compared are not folds of one recipe.',
    remedy:
      'Name the run without --fold, and the one with --fold all of the same recipe, --init and --limit.',
  },
  'patients-seen': {
    meaning: 'A bundle was trained on patients that it is to be evaluated on.',
    remedy:
      'Its cross-validated figures stand in bundle.json; --unseen evaluates the patients it has not seen.',
  },
  interrupted: {
    meaning: 'Training was interrupted.',
    remedy: 'The same command with --resume goes on where it stopped.',
  },
} satisfies Readonly<Record<string, ErrorEntry>>;
