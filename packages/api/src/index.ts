/**
 * What server and page say to each other, as TypeBox schemas and their types; no handlers.
 *
 * | route | does |
 * | --- | --- |
 * | GET /api/server | {@link serverInfo} |
 * | GET /api/studies | {@link worklist} |
 * | GET /api/studies/:id | {@link studyDetail} |
 * | POST /api/studies/:id/read | reads it again, after a failure too; 202 |
 * | DELETE /api/studies/:id | study, report and pixels that nothing else uses; 204 |
 * | POST /api/series/:id/read | reads a series that was passed over; 202 |
 * | GET /api/series/:id/stack | {@link seriesStack} |
 * | GET /api/instances/:id/pixels | Hounsfield units, int16 little endian [rows, columns]; immutable, cacheable |
 * | GET /api/instances/:id/truth/:type | true mask of a simulated slice, bytes of 0 and 1 [rows, columns] |
 * | POST /api/uploads, PUT /api/uploads/:id/files?name=, POST /api/uploads/:id/end | {@link uploadStarted} ... {@link uploadEnded} |
 * | POST, GET /api/uploads/:id/list | {@link fileList}, {@link uploadList}: which files it is to bring |
 * | GET /api/uploads | {@link openUploads}, which lack files |
 * | POST /api/uploads/:id/whole, POST /api/studies/:id/whole | a person says that these are all the files; 204 |
 * | POST /api/simulations | {@link simulationRequest} -> {@link simulationStarted} |
 * | GET /api/events | {@link serverEvent}s |
 *
 * Errors are {@link apiError} with a status of 4xx or 5xx.
 */
export * from './events.ts';
export * from './server-info.ts';
export * from './simulation.ts';
export * from './uploads.ts';
export * from './worklist.ts';
