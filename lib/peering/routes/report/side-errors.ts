import type { ApiError } from '../../model/api-error.ts';
import type { SideEnd } from '../apply/side.ts';

/** Why a side could not be read, or not in whole; empty where all of it was. */
export const errorsOfSide = ({
  state: { shut },
  unread,
}: Pick<SideEnd, 'state' | 'unread'>): readonly ApiError[] => [...(shut ? [shut] : []), ...unread];
