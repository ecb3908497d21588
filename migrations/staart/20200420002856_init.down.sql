DROP TABLE `access-tokens`;

DROP TABLE `api-keys`;

DROP TABLE `approved-locations`;

DROP TABLE `backup-codes`;

DROP TABLE `domains`;

DROP TABLE `emails`;

DROP TABLE `identities`;

DROP TABLE `memberships`;

DROP TABLE `sessions`;

DROP TABLE `users`;

DROP TABLE `webhooks`;

DROP TABLE `organizations`;
