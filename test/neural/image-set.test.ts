/** Images that a network has no classes for are refused, with both names. */
import { expect, test } from 'vitest';
import { checkClasses } from '../../src/neural/image-set.js';

const images = { name: 'cifar10-test', classCount: 10 };

test('as many classes are accepted, and those of the data set where one is asked for', () => {
  checkClasses({ name: 'net', classCount: 10 }, images);
  checkClasses({ name: 'net', classCount: 10, dataSet: 'cifar10' }, images);
  checkClasses({ name: 'net', classCount: 10, dataSet: 'cifar10' }, { ...images, name: 'cifar10-test-2000' });
});

test('another number of classes is refused, and another data set', () => {
  expect(() => checkClasses({ name: 'net', classCount: 100 }, images)).toThrow(
    'image set "cifar10-test" has 10 classes; accepted for the network "net" are images of its 100 classes',
  );
  expect(() => checkClasses({ name: 'net', classCount: 10, dataSet: 'cifar1' }, images)).toThrow(
    'has 10 classes of another data set; accepted for the network "net" are images of "cifar1", on which it was trained',
  );
});
