/** Days that exports of zones may be kept at most; more than a year of days says nothing that a few of them do not. */
export const MOST_EXPORT_DAYS = 400;
