#!/usr/bin/env bash
# Runs a Cassandra server for tests, on the loopback alone and with little memory; this process
# becomes the server's, so its id ends it.
#
#     tests/support/cassandra.sh LIB FOLDER CQL_PORT STORAGE_PORT [NUMBER]
#
# NUMBER is that of a node among several, which listen on 127.0.0.NUMBER; the first is the one that the others find.
# LIB holds the jars that `.ci/run` fetches, FOLDER is the server's own. It takes clients once FOLDER/log
# says `Starting listening for CQL clients`.
set -euo pipefail
lib=$1 folder=$2 port=$3 storage=$4 number=${5:-1}
mkdir -p "$folder"
cat > "$folder/cassandra.yaml" << YAML
cluster_name: tests
num_tokens: 1
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
endpoint_snitch: SimpleSnitch
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters: [{seeds: "127.0.0.1:$storage"}]
listen_address: 127.0.0.$number
rpc_address: 127.0.0.$number
storage_port: $storage
native_transport_port: $port
start_native_transport: true
native_transport_max_threads: 16
concurrent_reads: 4
concurrent_writes: 4
concurrent_counter_writes: 4
concurrent_materialized_view_writes: 4
# A machine that is busy is no reason to give up.
read_request_timeout: 60000ms
range_request_timeout: 60000ms
write_request_timeout: 60000ms
counter_write_request_timeout: 60000ms
cas_contention_timeout: 60000ms
truncate_request_timeout: 60000ms
request_timeout: 60000ms
commitlog_segment_size: 1MiB
memtable_heap_space: 32MiB
memtable_offheap_space: 16MiB
key_cache_size: 0MiB
data_file_directories: [$folder/data]
commitlog_directory: $folder/commitlog
saved_caches_directory: $folder/saved_caches
hints_directory: $folder/hints
cdc_raw_directory: $folder/cdc_raw
cdc_enabled: true
materialized_views_enabled: true
sasi_indexes_enabled: true
user_defined_functions_enabled: true
auto_snapshot: false
snapshot_before_compaction: false
YAML
case $(basename "$(dirname "$lib")") in
    5.*) echo 'dynamic_data_masking_enabled: true' >> "$folder/cassandra.yaml" ;;
esac
# Fast, unless a test says how the log is written: then what is acknowledged is to outlive the process, and the
# server's own tables, the schema among them, are flushed as they are in earnest.
unsafe=true
case ${CASSANDRA_YAML:-} in
    *commitlog_sync:*) unsafe=false ;;
    *) printf 'commitlog_sync: periodic\ncommitlog_sync_period: 10000ms\n' >> "$folder/cassandra.yaml" ;;
esac
# What a test wants beside that.
printf '%s\n' "${CASSANDRA_YAML:-}" >> "$folder/cassandra.yaml"
cat > "$folder/logback.xml" << XML
<configuration>
  <appender name="F" class="ch.qos.logback.core.FileAppender">
    <file>$folder/log</file><encoder><pattern>%-5level %logger{0} %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="F"/></root>
</configuration>
XML
opens=()
for module in java.base/java.{lang,lang.reflect,lang.module,lang.ref,io,net,nio,util,util.concurrent,util.concurrent.atomic,util.concurrent.locks} \
    java.base/jdk.internal.{loader,misc,ref,reflect,math,module,util.jar} java.base/sun.nio.ch \
    java.management.rmi/com.sun.jmx.remote.internal.rmi java.rmi/sun.rmi.{registry,server,transport,transport.tcp} \
    java.sql/java.sql jdk.management/com.sun.management.internal java.management/com.sun.jmx.remote.security; do
    opens+=("--add-opens=$module=ALL-UNNAMED" "--add-exports=$module=ALL-UNNAMED")
done
# What tests make triggers of; without a compiler there are none.
mkdir -p "$folder/triggers"
if command -v javac > /dev/null && command -v jar > /dev/null; then
    javac -proc:none -cp "$lib/*" -d "$folder/classes" "$(dirname "$0")"/cassandra/*.java
    jar --create --file "$folder/triggers/tests.jar" -C "$folder/classes" .
fi
cd "$folder"
exec java -Xms64m -Xmx"${CASSANDRA_HEAP:-256m}" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "${opens[@]}" -Djdk.attach.allowAttachSelf=true \
    -javaagent:"$(ls "$lib"/jamm-*.jar)" -Dcassandra.config=file://"$folder"/cassandra.yaml \
    -Dlogback.configurationFile=file://"$folder"/logback.xml -Dcassandra.storagedir="$folder" -Dcassandra.logdir="$folder" \
    -Dcassandra-foreground=yes -Dcassandra.ring_delay_ms=1 -Dcassandra.skip_wait_for_gossip_to_settle=0 \
    -Dcassandra.triggers_dir="$folder/triggers" -Dcassandra.superuser_setup_delay_ms=0 -Dcassandra.initial_token=$(((number - 1) * 3000000000000000000)) -Dcassandra.load_ring_state=false \
    -Dcassandra.unsafesystem="$unsafe" -Djava.net.preferIPv4Stack=true -cp "$lib/*" \
    org.apache.cassandra.service.CassandraDaemon
