/** The device runs the whole network and sends the answer: ceil(log2 classes) bits. */
import { imageRows } from './image-answers.js';
import type { Rival } from './rival.js';

export const localAnswer: Rival = {
  name: 'local',
  title: 'local, answer sent',
  summary: 'whole network on the device, the number of the class sent',
  source: 'definition',
  async measure(subject) {
    const bits = { all: [labelBits(subject.network.classCount)] };
    return imageRows(subject, { rival: 'local', setting: '', deviceMacs: subject.network.macs, bits });
  },
};

export function labelBits(classCount: number): number {
  return Math.ceil(Math.log2(classCount));
}
