import * as z from 'zod';

/** Days; more than a year of days says nothing that a few of them do not. */
const MOST_DAYS = 400;

/** How long a server keeps exports of zones. */
export const ZONE_EXPORT_DAYS: z.ZodType<number> = z.coerce.number().int().min(1).max(MOST_DAYS);
