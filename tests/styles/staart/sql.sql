CREATE TABLE `organizations` (
    `autoJoinDomain` tinyint(1) NOT NULL DEFAULT 0,
    `createdAt` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    `forceTwoFactor` tinyint(1) NOT NULL DEFAULT 0,
    `id` int NOT NULL AUTO_INCREMENT,
    `ipRestrictions` varchar(191),
    `name` varchar(191) NOT NULL,
    `onlyAllowDomain` tinyint(1) NOT NULL DEFAULT 0,
    `profilePicture` varchar(191) NOT NULL DEFAULT 'https://unavatar.now.sh/fallback.png',
    `stripeCustomerId` varchar(191),
    `updatedAt` datetime(3) NOT NULL,
    `username` varchar(191) NOT NULL,
    PRIMARY KEY (`id`),
    UNIQUE KEY `organizations.username` (`username`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE `api-keys` (
    `createdAt` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    `description` varchar(191),
    `expiresAt` datetime(3) NOT NULL,
    `id` int NOT NULL AUTO_INCREMENT,
    `ipRestrictions` varchar(191),
    `jwtApiKey` varchar(191) NOT NULL,
    `name` varchar(191),
    `organizationId` int NOT NULL,
    `referrerRestrictions` varchar(191),
    `scopes` varchar(191),
    `updatedAt` datetime(3) NOT NULL,
    PRIMARY KEY (`id`),
    KEY `organizationId` (`organizationId`),
    CONSTRAINT `api-keys_ibfk_1` FOREIGN KEY (`organizationId`) REFERENCES `organizations` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE `domains` (
    `createdAt` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    `domain` varchar(191) NOT NULL,
    `id` int NOT NULL AUTO_INCREMENT,
    `isVerified` tinyint(1) NOT NULL DEFAULT 0,
    `organizationId` int NOT NULL,
    `updatedAt` datetime(3) NOT NULL,
    `verificationCode` varchar(191) NOT NULL,
    PRIMARY KEY (`id`),
    KEY `organizationId` (`organizationId`),
    CONSTRAINT `domains_ibfk_1` FOREIGN KEY (`organizationId`) REFERENCES `organizations` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE `users` (
    `checkLocationOnLogin` tinyint(1) NOT NULL DEFAULT 0,
    `countryCode` varchar(191) NOT NULL DEFAULT 'us',
    `createdAt` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    `gender` enum('MALE','FEMALE','NONBINARY','UNKNOWN') NOT NULL DEFAULT 'UNKNOWN',
    `id` int NOT NULL AUTO_INCREMENT,
    `name` varchar(191) NOT NULL,
    `nickname` varchar(191) NOT NULL,
    `notificationEmails` enum('ACCOUNT','UPDATES','PROMOTIONS') NOT NULL DEFAULT 'ACCOUNT',
    `password` varchar(191),
    `prefersColorScheme` enum('NO_PREFERENCE','LIGHT','DARK') NOT NULL DEFAULT 'NO_PREFERENCE',
    `prefersLanguage` varchar(191) NOT NULL DEFAULT 'en-us',
    `prefersReducedMotion` enum('NO_PREFERENCE','REDUCE') NOT NULL DEFAULT 'NO_PREFERENCE',
    `primaryEmail` int,
    `profilePicture` varchar(191) NOT NULL DEFAULT 'https://unavatar.now.sh/fallback.png',
    `role` enum('SUDO','USER') NOT NULL DEFAULT 'USER',
    `timezone` varchar(191) NOT NULL DEFAULT 'America/Los_Angeles',
    `twoFactorEnabled` tinyint(1) NOT NULL DEFAULT 0,
    `twoFactorSecret` varchar(191),
    `updatedAt` datetime(3) NOT NULL,
    `username` varchar(191) NOT NULL,
    PRIMARY KEY (`id`),
    UNIQUE KEY `users.username` (`username`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE `access-tokens` (
    `createdAt` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    `description` varchar(191),
    `expiresAt` datetime(3) NOT NULL,
    `id` int NOT NULL AUTO_INCREMENT,
    `jwtAccessToken` varchar(191) NOT NULL,
    `name` varchar(191),
    `scopes` varchar(191),
    `updatedAt` datetime(3) NOT NULL,
    `userId` int NOT NULL,
    PRIMARY KEY (`id`),
    KEY `userId` (`userId`),
    CONSTRAINT `access-tokens_ibfk_1` FOREIGN KEY (`userId`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE `approved-locations` (
    `createdAt` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    `id` int NOT NULL AUTO_INCREMENT,
    `subnet` varchar(191) NOT NULL,
    `userId` int NOT NULL,
    PRIMARY KEY (`id`),
    KEY `userId` (`userId`),
    CONSTRAINT `approved-locations_ibfk_1` FOREIGN KEY (`userId`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE `backup-codes` (
    `code` varchar(191) NOT NULL,
    `createdAt` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    `id` int NOT NULL AUTO_INCREMENT,
    `isUsed` tinyint(1) NOT NULL DEFAULT 0,
    `updatedAt` datetime(3) NOT NULL,
    `userId` int NOT NULL,
    PRIMARY KEY (`id`),
    KEY `userId` (`userId`),
    CONSTRAINT `backup-codes_ibfk_1` FOREIGN KEY (`userId`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE `emails` (
    `createdAt` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    `email` varchar(191) NOT NULL,
    `id` int NOT NULL AUTO_INCREMENT,
    `isVerified` tinyint(1) NOT NULL DEFAULT 0,
    `updatedAt` datetime(3) NOT NULL,
    `userId` int NOT NULL,
    PRIMARY KEY (`id`),
    KEY `userId` (`userId`),
    CONSTRAINT `emails_ibfk_1` FOREIGN KEY (`userId`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE `identities` (
    `createdAt` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    `id` int NOT NULL AUTO_INCREMENT,
    `identityId` varchar(191) NOT NULL,
    `loginName` varchar(191) NOT NULL,
    `type` varchar(191) NOT NULL,
    `updatedAt` datetime(3) NOT NULL,
    `userId` int NOT NULL,
    PRIMARY KEY (`id`),
    KEY `userId` (`userId`),
    CONSTRAINT `identities_ibfk_1` FOREIGN KEY (`userId`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE `memberships` (
    `createdAt` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    `id` int NOT NULL AUTO_INCREMENT,
    `organizationId` int NOT NULL,
    `role` enum('OWNER','ADMIN','RESELLER','MEMBER') NOT NULL DEFAULT 'MEMBER',
    `updatedAt` datetime(3) NOT NULL,
    `userId` int NOT NULL,
    PRIMARY KEY (`id`),
    KEY `organizationId` (`organizationId`),
    KEY `userId` (`userId`),
    CONSTRAINT `memberships_ibfk_1` FOREIGN KEY (`organizationId`) REFERENCES `organizations` (`id`) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT `memberships_ibfk_2` FOREIGN KEY (`userId`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE `sessions` (
    `city` varchar(191),
    `countryCode` varchar(191),
    `createdAt` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    `id` int NOT NULL AUTO_INCREMENT,
    `ipAddress` varchar(191) NOT NULL,
    `jwtToken` varchar(191) NOT NULL,
    `region` varchar(191),
    `timezone` varchar(191),
    `updatedAt` datetime(3) NOT NULL,
    `userAgent` varchar(191) NOT NULL,
    `userId` int NOT NULL,
    PRIMARY KEY (`id`),
    KEY `userId` (`userId`),
    CONSTRAINT `sessions_ibfk_1` FOREIGN KEY (`userId`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE `webhooks` (
    `contentType` varchar(191) NOT NULL DEFAULT 'application/json',
    `createdAt` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    `event` varchar(191) NOT NULL,
    `id` int NOT NULL AUTO_INCREMENT,
    `isActive` tinyint(1) NOT NULL DEFAULT 0,
    `lastFiredAt` datetime(3),
    `organizationId` int NOT NULL,
    `secret` varchar(191),
    `updatedAt` datetime(3) NOT NULL,
    `url` varchar(191) NOT NULL,
    PRIMARY KEY (`id`),
    KEY `organizationId` (`organizationId`),
    CONSTRAINT `webhooks_ibfk_1` FOREIGN KEY (`organizationId`) REFERENCES `organizations` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
