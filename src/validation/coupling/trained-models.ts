/** The models that come with the package and that the rows with networks use: the late split, whose answers cost least. */
export const backboneModel = 'compact-cifar10';
export const awgnModel = 'compact-cifar10-late-awgn';
export const erasureModel = 'compact-cifar10-late-erasure';
export const imageSet = 'cifar10-test-2000';
