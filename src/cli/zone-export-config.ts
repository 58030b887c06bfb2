import * as z from 'zod';
import { MOST_EXPORT_DAYS } from '../core/zone-export.ts';

/** How long a server keeps exports of zones. */
export const ZONE_EXPORT_DAYS: z.ZodType<number> = z.coerce.number().int().min(1).max(MOST_EXPORT_DAYS);
