/** All types of the result document, without their schemas. */
export type * from './comparison.ts'
export type * from './document.ts'
export type * from './environment.ts'
export type * from './measurement.ts'
export type * from './parts.ts'
export type * from './specs.ts'
export type * from './target.ts'
export type * from './verdict.ts'
