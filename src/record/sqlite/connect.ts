/** Makes connections. The first one loads the driver's addon: an error that is none of SQLite's comes from there. */

import { driverMissing, loadDriver } from './driver.ts';
import type { DatabaseLike, OpenOptions } from './driver.ts';
import { isSqliteError } from './failure.ts';

/** @throws AnalyticsError `DRIVER_MISSING`; what SQLite says as it is */
export function connect(path: string, options: OpenOptions): DatabaseLike {
  const Driver = loadDriver();
  try {
    return new Driver(path, options);
  } catch (error) {
    throw isSqliteError(error) ? error : driverMissing(error);
  }
}
