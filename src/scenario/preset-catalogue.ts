/**
 * The presets in the box, each with its source. Processors are given by effective speed, measured on one network and carried
 * over to others by multiply-accumulate operations (MACs): small layers reach less of it, so a preset flatters networks of
 * small images on GPUs.
 *
 * ResNet-50 at 224 x 224 pixels is 4.089 GMAC.
 */
import type { Preset } from './preset.js';

const byMacs = 'Measured on ResNet-50 at 224 x 224; other networks are extrapolated by MACs.';

const processors: readonly Preset[] = [
  {
    name: 'raspberry-pi-4',
    subject: 'compute',
    summary: 'Raspberry Pi 4 (1.8 GHz), fp32 on the CPU',
    source: 'MLPerf Inference v2.0, ResNet-50 SingleStream, ArmNN 21.11 Neon (mlcommons/inference_results_v2.0)',
    notes: `333.4 ms a frame; wall power of the whole board, 5.47 W busy and 2.81 W at the floor of its log. ${byMacs} The overhead of 1 ms is an assumption.`,
    value: { kind: 'linear', macRate: '12.26 GMAC/s', overhead: '1 ms', activePower: '5.47 W', idlePower: '2.81 W' },
  },
  {
    name: 'odroid-n2-plus',
    subject: 'compute',
    summary: 'Odroid N2+, fp32 on the Mali GPU',
    source: 'MLPerf Inference v2.0, ResNet-50 SingleStream, ArmNN OpenCL (mlcommons/inference_results_v2.0)',
    notes: `242.9 ms a frame; wall power 4.22 W busy, 2.31 W idle. ${byMacs} The overhead of 1 ms is an assumption.`,
    value: { kind: 'linear', macRate: '16.83 GMAC/s', overhead: '1 ms', activePower: '4.22 W', idlePower: '2.31 W' },
  },
  {
    name: 'jetson-xavier-nx',
    subject: 'compute',
    summary: 'NVIDIA Jetson Xavier NX in its power-saving mode, int8 with TensorRT',
    source: 'MLPerf Inference v2.0, ResNet-50 SingleStream, MaxQ (mlcommons/inference_results_v2.0)',
    notes: `3.065 ms a frame; wall power 10.5 W busy, 3.8 W idle. ${byMacs} The overhead of 0.5 ms is an assumption.`,
    value: { kind: 'linear', macRate: '1334 GMAC/s', overhead: '0.5 ms', activePower: '10.5 W', idlePower: '3.8 W' },
  },
  {
    name: 'jetson-agx-orin',
    subject: 'compute',
    summary: 'NVIDIA Jetson AGX Orin in its power-saving mode, int8 with TensorRT',
    source: 'MLPerf Inference v3.0, ResNet-50 SingleStream, MaxQ (mlcommons/inference_results_v3.0)',
    notes: `1.479 ms a frame; wall power 14.8 W busy, 6.3 W idle. ${byMacs} The overhead of 0.5 ms is an assumption.`,
    value: { kind: 'linear', macRate: '2765 GMAC/s', overhead: '0.5 ms', activePower: '14.8 W', idlePower: '6.3 W' },
  },
  {
    name: 'stm32h7a3',
    subject: 'compute',
    summary: 'STM32H7A3 microcontroller (Cortex-M7, 280 MHz), int8',
    source: 'MLPerf Tiny v1.1, image classification: ResNet-8 on CIFAR-10 (mlcommons/tiny_results_v1.1)',
    notes:
      '19.3 frames/s at 6311 uJ; the speed takes ResNet-8 as 12.5 MMAC. Measured on 32 x 32 images. The source gives no idle power: 0 W here, so that all of it stands under active.',
    value: { kind: 'linear', macRate: '241 MMAC/s', activePower: '121.8 mW', idlePower: '0 W' },
  },
  {
    name: 'syntiant-ndp9120',
    subject: 'compute',
    summary: 'Syntiant NDP9120 neural accelerator (1.1 V, 98 MHz), int8',
    source: 'MLPerf Tiny v1.1, image classification: ResNet-8 on CIFAR-10 (mlcommons/tiny_results_v1.1)',
    notes:
      '195 frames/s at 139 uJ; the speed takes ResNet-8 as 12.5 MMAC. Measured on 32 x 32 images. The source gives no idle power: 0 W here, so that all of it stands under active.',
    value: { kind: 'linear', macRate: '2438 MMAC/s', activePower: '27.1 mW', idlePower: '0 W' },
  },
  {
    name: 'nvidia-t4',
    subject: 'compute',
    summary: 'NVIDIA T4 board, fp16 with TensorRT behind a Triton server',
    source: 'NVIDIA DeepLearningExamples, PyTorch/Classification/ConvNets/triton/resnet50, offline table',
    notes: `Least-squares fit 2.33 ms + 0.799 ms a frame for batches of 1 to 128 (largest error 4 %). ${byMacs} Powers are those of the board alone and were not measured there: 70 W its limit, 10 W idle.`,
    value: { kind: 'linear', macRate: '5.118 TMAC/s', overhead: '2.33 ms', activePower: '70 W', idlePower: '10 W' },
  },
  {
    name: 'server-a30',
    subject: 'compute',
    summary: 'Whole server with one NVIDIA A30 (Dell XE2420), int8 with TensorRT',
    source: 'MLPerf Inference v2.0, ResNet-50 Offline and SingleStream with power (mlcommons/inference_results_v2.0)',
    notes: `17.8 mJ a frame at 294 W gives 16,500 frames/s in large batches; 0.51 ms for a single one. Wall power of the server: 294 W busy, 125 W idle. ${byMacs}`,
    value: { kind: 'linear', macRate: '67.5 TMAC/s', overhead: '0.45 ms', activePower: '294 W', idlePower: '125 W' },
  },
];

const radios: readonly Preset[] = [
  {
    name: 'nr-power-class-3',
    subject: 'radio',
    summary: '5G handset of power class 3',
    source: '3GPP TS 38.101-1, table 6.2.1-1 (23 dBm)',
    notes:
      'Only the power limit comes from the standard; power control and circuit powers are the defaults of the schema.',
    value: { maximumPower: '23 dBm' },
  },
  {
    name: 'wifi-ns3',
    subject: 'radio',
    summary: 'Wi-Fi transmitter as in the energy model of ns-3',
    source:
      'ns-3, wifi-radio-energy-model.cc and wifi-tx-current-model.cc: 380 mA transmitting, 273 mA idle at 3 V, efficiency 0.1',
    notes:
      'The radiated 32 mW (15 dBm) follow from (380 - 273) mA x 3 V x 0.1. The amplifier runs without back-off in that model.',
    value: { maximumPower: '15 dBm', backoff: '0 dB', efficiency: 0.1, circuitPower: '819 mW' },
  },
  {
    name: 'nrf52840',
    subject: 'radio',
    summary: 'Nordic nRF52840 low-power radio at 3 V with DC/DC converter',
    source: 'Nordic Semiconductor, nRF52840 product specification: 6.40 mA at 0 dBm, 16.40 mA at +8 dBm',
    notes:
      'Efficiency and circuit power are the straight line through the two operating points; back-off is contained in them.',
    value: { maximumPower: '8 dBm', backoff: '0 dB', efficiency: 0.177, circuitPower: '13.55 mW' },
  },
];

const cells: readonly Preset[] = [
  {
    name: 'nr-20mhz',
    subject: 'cell',
    summary: '5G carrier of 20 MHz at 3.5 GHz, subcarriers of 30 kHz',
    source: '3GPP TS 38.104, table 5.3.2-1 (51 resource blocks)',
    notes:
      "Two pilot symbols a slot and a noise figure of 5 dB are usual values, not the table's. Path loss and scheduler are for the scenario to say.",
    value: {
      kind: 'slotted',
      carrier: '3.5 GHz',
      subcarrierSpacing: '30 kHz',
      resourceBlocks: 51,
      dmrsSymbols: 2,
      noiseFigure: '5 dB',
    },
  },
  {
    name: 'nr-100mhz',
    subject: 'cell',
    summary: '5G carrier of 100 MHz at 3.5 GHz, subcarriers of 30 kHz',
    source: '3GPP TS 38.104, table 5.3.2-1 (273 resource blocks)',
    notes:
      "Two pilot symbols a slot and a noise figure of 5 dB are usual values, not the table's. Path loss and scheduler are for the scenario to say.",
    value: {
      kind: 'slotted',
      carrier: '3.5 GHz',
      subcarrierSpacing: '30 kHz',
      resourceBlocks: 273,
      dmrsSymbols: 2,
      noiseFigure: '5 dB',
    },
  },
];

const servers: readonly Preset[] = [
  {
    name: 'triton-t4',
    subject: 'server',
    summary: 'NVIDIA T4 behind a Triton server with dynamic batching',
    source:
      'NVIDIA DeepLearningExamples, PyTorch/Classification/ConvNets/triton/resnet50 (largest batch 128, queue delay 1 ms)',
    notes: 'Built on the preset nvidia-t4, whose notes hold here too.',
    value: { compute: { preset: 'nvidia-t4' }, batch: { maximumSize: 128, maximumWait: '1 ms' } },
  },
];

export const builtInPresets: readonly Preset[] = [...processors, ...radios, ...cells, ...servers];
