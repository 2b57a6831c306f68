// Names the graphics device that an engine will run on, because the runtime does not tell. It opens no device for work.

import { CString, dlopen, FFIType, type Pointer, ptr } from 'bun:ffi';
import { ServiceError } from '../src/kernel/errors.ts';
import type { Adapter, NativeAssets } from '../src/protocol/messages.ts';

/** Devices that are drawn by the CPU, whatever type they claim. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i;
const VULKAN = 'libvulkan.so.1';
/** `VkPhysicalDeviceType`, best first, as the runtime chooses: discrete, integrated, virtual, other, CPU. */
const TYPES_BY_RANK = [2, 1, 3, 0, 4];
const CPU_TYPE = 4;
/** Offsets in `VkPhysicalDeviceProperties`, and more bytes than it has. */
const TYPE_AT = 16;
const NAME_AT = 20;
const PROPERTIES_BYTES = 2048;
const INSTANCE_CREATE_STYPE = 1;
const INSTANCE_CREATE_BYTES = 64;
const MAX_DEVICES = 16;

/** Undefined for a CPU, and where the system has no way to ask. Throws `bad_config` where there is no device. */
export function findAdapter(provider: NativeAssets['provider']): Adapter | undefined {
  if (provider === 'cuda') return { name: 'CUDA', isSoftware: false };
  if (provider === 'cpu') return undefined;
  if (process.platform === 'darwin') return { name: 'Metal', isSoftware: false };
  return process.platform === 'linux' ? findVulkanDevice() : undefined;
}

function findVulkanDevice(): Adapter {
  const devices = listVulkanDevices();
  const rank = ({ type }: VulkanDevice) => TYPES_BY_RANK.indexOf(type);
  const [best] = devices.sort((a, b) => rank(a) - rank(b));
  if (!best) throw new ServiceError('bad_config', 'Vulkan knows no device, a driver is wanted');
  return { name: best.name, isSoftware: best.type === CPU_TYPE || SOFTWARE.test(best.name) };
}

type VulkanDevice = { type: number; name: string };

function openVulkan() {
  const { ptr: pointer, i32, u64 } = FFIType;
  try {
    return dlopen(VULKAN, {
      vkCreateInstance: { args: [pointer, pointer, pointer], returns: i32 },
      vkEnumeratePhysicalDevices: { args: [u64, pointer, pointer], returns: i32 },
      vkGetPhysicalDeviceProperties: { args: [u64, pointer], returns: FFIType.void },
      vkDestroyInstance: { args: [u64, pointer], returns: FFIType.void },
    }).symbols;
  } catch (cause) {
    throw new ServiceError('bad_config', `The Vulkan loader ${VULKAN} is not installed`, { cause });
  }
}

function listVulkanDevices(): VulkanDevice[] {
  const vulkan = openVulkan();
  const request = new Uint8Array(INSTANCE_CREATE_BYTES);
  new DataView(request.buffer).setUint32(0, INSTANCE_CREATE_STYPE, true);
  const instance = new BigUint64Array(1);
  if (vulkan.vkCreateInstance(ptr(request), null, ptr(instance)) !== 0 || instance[0] === undefined)
    throw new ServiceError('bad_config', 'Vulkan finds no driver');
  const count = Uint32Array.of(MAX_DEVICES);
  const handles = new BigUint64Array(MAX_DEVICES);
  vulkan.vkEnumeratePhysicalDevices(instance[0], ptr(count), ptr(handles));
  const devices = [...handles.subarray(0, count[0])].map((handle) => {
    const properties = new Uint8Array(PROPERTIES_BYTES);
    vulkan.vkGetPhysicalDeviceProperties(handle, ptr(properties));
    const name = new CString(ptr(properties, NAME_AT) as Pointer);
    return { type: new DataView(properties.buffer).getUint32(TYPE_AT, true), name: String(name) };
  });
  vulkan.vkDestroyInstance(instance[0], null);
  return devices;
}
