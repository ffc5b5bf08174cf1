/**
 * How much the spread of a code may differ between the training images, from which the card has V, and images never seen: half a
 * decibel. Networks are surer of what they were trained on, so their codes spread wider there.
 */
export const spreadGap = 0.12;
export const spreadReason = 'mean and variance of the code are those of training images, the run has test images';
