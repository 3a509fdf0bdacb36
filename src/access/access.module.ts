import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Database } from '../kernel/index.js';
import { SessionsController, UsersController } from './access.controller.js';
import { PermissionGuard } from './guard.js';
import { Sessions } from './sessions.js';

@Global()
@Module({
  controllers: [SessionsController, UsersController],
  providers: [{ provide: Sessions, useFactory: (database: Database) => new Sessions(database), inject: [Database] }, { provide: APP_GUARD, useClass: PermissionGuard }],
  exports: [Sessions],
})
export class AccessModule {}
