import { Injectable, RequestMethod, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { permissionKey, type Permission } from '../kernel/index.js';

/** `method` in capitals; `path` as routed, with `:parameters`; `permission` undefined where none is declared. */
export interface DeclaredRoute { readonly handler: string; readonly method: string; readonly path: string; readonly permission: Permission | undefined }

/** Walks every route of the house. A route that declares no permission ends the boot, by name. */
@Injectable()
export class DeclaredPermissions implements OnModuleInit {
  constructor(private readonly discovery: DiscoveryService, private readonly scanner: MetadataScanner) {}

  routes(): DeclaredRoute[] {
    return this.discovery.getControllers().flatMap(({ metatype, instance }) => {
      if (!metatype || typeof instance !== 'object' || instance === null) return [];
      const prototype = Object.getPrototypeOf(instance) as Record<string, object>;
      const above: unknown = Reflect.getMetadata('path', metatype);
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name];
        const path: unknown = handler && Reflect.getMetadata('path', handler);
        if (!handler || path === undefined) return [];
        const permission = (Reflect.getMetadata(permissionKey, handler) ?? Reflect.getMetadata(permissionKey, metatype)) as Permission | undefined;
        const joined = `/${[above, path].map((part) => String(part ?? '').replace(/^\/|\/$/g, '')).filter(Boolean).join('/')}`;
        return [{ handler: `${metatype.name}.${name}`, method: RequestMethod[Reflect.getMetadata('method', handler) as number] ?? 'GET', path: joined, permission }];
      });
    });
  }

  onModuleInit(): void {
    const silent = this.routes().filter((route) => route.permission === undefined);
    if (silent.length > 0) throw new Error(`These routes declare no permission, add @Permit: ${silent.map((route) => `${route.handler} (${route.method} ${route.path})`).join(', ')}.`);
  }
}
