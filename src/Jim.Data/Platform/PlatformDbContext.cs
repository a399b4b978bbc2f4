using Microsoft.EntityFrameworkCore;

namespace Jim.Data.Platform;

/// <summary>The tables of schema <c>jim</c>. They are created by SQL (see <c>Migrations/Platform</c>); a test compares the two.</summary>
public sealed class PlatformDbContext(DbContextOptions<PlatformDbContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema("jim");
        ConfigureChanges(modelBuilder);
        ConfigureJobs(modelBuilder);
        ConfigureWebhooks(modelBuilder);
        ConfigureFiles(modelBuilder);
        SnakeCase.Apply(modelBuilder);
    }

    private static void ConfigureChanges(ModelBuilder model)
    {
        model.Entity<ChangeRow>(change =>
        {
            change.ToTable("change").HasNoKey();
            change.Property(c => c.Xid).HasColumnType("xid8");
            change.Property(c => c.Tbl).HasColumnType("oid");
            change.Property(c => c.Op).HasColumnType("\"char\"");
        });
        model.Entity<ChangeMark>(mark =>
        {
            mark.ToTable("change_mark").HasKey(m => m.At);
            mark.Property(m => m.Floor).HasColumnType("xid8");
        });
        model.Entity<TrackedTable>(table =>
        {
            table.ToTable("tracked").HasKey(t => t.Tbl);
            table.Property(t => t.Tbl).HasColumnType("oid");
        });
        model.Entity<OutboxEvent>(outbox =>
        {
            outbox.ToTable("events");
            outbox.Property(e => e.Seq).UseIdentityAlwaysColumn();
            outbox.Property(e => e.Data).IsRequired();
            outbox.Property(e => e.At).HasDefaultValueSql("now()");
        });
        model.Entity<Relay>().ToTable("relay").HasKey(r => r.Name);
        model.Entity<Client>().ToTable("clients");
        model.Entity<IdempotentAnswer>(answer =>
        {
            answer.ToTable("idempotency").HasKey(a => new { a.Subject, a.Key, a.Field });
            answer.Property(a => a.At).HasDefaultValueSql("now()");
        });
        model.Entity<RevocationRow>(revocation =>
        {
            revocation.ToTable("revocations");
            revocation.Property(r => r.Xid).HasColumnType("xid8");
            revocation.Property(r => r.At).HasDefaultValueSql("now()");
        });
        model.Entity<ScheduleRow>().ToTable("schedules").HasKey(s => s.Command);
        model.Entity<SettingRow>().ToTable("setting").HasKey(s => s.Name);
        model.Entity<TeamMigration>().ToTable("migration").HasKey(m => m.Name);
    }

    private static void ConfigureJobs(ModelBuilder model) => model.Entity<Job>(job =>
    {
        job.ToTable("jobs");
        job.Property(j => j.State).HasColumnType("jim.job_state");
        job.Property(j => j.Priority).HasColumnType("jim.job_priority");
        job.Property(j => j.Payload).IsRequired();
        job.Property(j => j.Result).HasColumnType("json");
        job.Property(j => j.Error).HasColumnType("json");
    });

    private static void ConfigureWebhooks(ModelBuilder model) => model.Entity<Webhook>(webhook =>
    {
        webhook.ToTable("webhooks");
        webhook.Property(w => w.Ops).HasColumnType("jim.webhook_op[]");
    });

    private static void ConfigureFiles(ModelBuilder model)
    {
        model.Entity<Bucket>().ToTable("buckets");
        model.Entity<Folder>(folder =>
        {
            folder.ToTable("folders");
            folder.HasOne<Bucket>().WithMany().HasForeignKey(f => f.BucketId);
            folder.HasOne<Folder>().WithMany().HasForeignKey(f => f.ParentId);
        });
        model.Entity<StoredFile>(file =>
        {
            file.ToTable("files");
            file.Property(f => f.State).HasColumnType("jim.file_state");
            file.HasOne<Bucket>().WithMany().HasForeignKey(f => f.BucketId);
            file.HasOne<Folder>().WithMany().HasForeignKey(f => f.FolderId);
            file.HasOne<FileVersion>().WithMany().HasForeignKey(f => f.CurrentVersion);
        });
        model.Entity<FileVersion>(version =>
        {
            version.ToTable("file_versions");
            version.HasOne<StoredFile>().WithMany().HasForeignKey(v => v.FileId);
        });
        model.Entity<Replica>(replica =>
        {
            replica.ToTable("replicas").HasKey(r => new { r.VersionId, r.Target });
            replica.HasOne<FileVersion>().WithMany().HasForeignKey(r => r.VersionId);
            replica.Property(r => r.CreatedAt).HasDefaultValueSql("now()");
        });
        model.Entity<Target>().ToTable("targets").HasKey(t => t.Name);
        model.Entity<Mirrored>(mirrored =>
        {
            mirrored.ToTable("mirrors");
            mirrored.HasOne<StoredFile>().WithMany().HasForeignKey(m => m.FileId);
        });
        model.Entity<Removal>(removal =>
        {
            removal.ToTable("removals").HasKey(r => new { r.Target, r.ObjectKey });
            removal.Property(r => r.Since).HasDefaultValueSql("now()");
        });
        model.Entity<Upload>(upload =>
        {
            upload.ToTable("uploads");
            upload.HasOne<StoredFile>().WithMany().HasForeignKey(u => u.FileId);
            upload.Property(u => u.Kind).HasDefaultValue("whole");
            upload.Property(u => u.Metadata).HasDefaultValue(string.Empty);
            upload.Property(u => u.SpoolKey).HasDefaultValueSql("gen_random_uuid()");
        });
    }
}
