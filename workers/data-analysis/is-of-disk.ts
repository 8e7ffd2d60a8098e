/** Whether a full disk is behind it, which is no fault of who asks. `withScratch`, which gives the folders, knows it as well. */
export const isOfDisk = ({ message }: Error) => /no space left on device|disk quota exceeded/i.test(message);
