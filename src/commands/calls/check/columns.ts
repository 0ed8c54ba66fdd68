import { column } from '../../../resources/resource.ts';

/** The columns of verdicts. */
export const columns = [column('call', 'id'), column('rule'), column('verdict', 'status'), column('turn', 'number'), column('why')];
