export { isOwnCode, type OwnCode, ownFailure } from './failure.ts';
export { ownCodes } from './table.ts';
