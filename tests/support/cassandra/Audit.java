package tests;

import java.util.Collection;
import java.util.Collections;
import org.apache.cassandra.db.Mutation;
import org.apache.cassandra.db.partitions.Partition;
import org.apache.cassandra.triggers.ITrigger;

/** A trigger that adds nothing. */
public class Audit implements ITrigger {
    @Override
    public Collection<Mutation> augment(Partition update) {
        return Collections.emptyList();
    }
}
