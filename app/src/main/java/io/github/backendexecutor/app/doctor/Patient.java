package io.github.backendexecutor.app.doctor;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

/// What is to be examined. Opening is part of the examination, since it can fail.
///
/// @param redisPlace where Redis is, in words and without its password
/// @param openRedis whether it is reached over the network and without a password
/// @param databasePlace where the database is, in words and without its password
/// @param streams the stream of each role, by the role's name
/// @param data the folder of our files
/// @param spool the folder where results wait for the database
public record Patient(
    String redisPlace,
    boolean openRedis,
    Callable<RedisLook> redis,
    String databasePlace,
    Callable<Sql> database,
    String group,
    Map<String, String> streams,
    Path data,
    Path spool) {}
