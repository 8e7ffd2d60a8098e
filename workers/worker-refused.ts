/** Thrown when a worker could never do its work as configured; starting again changes nothing. */
export class WorkerRefused extends Error {}
