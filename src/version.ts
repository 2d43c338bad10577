/** This package's version. A test keeps it equal to the one in package.json. */
export const VERSION = '1.0.0'
