using Microsoft.EntityFrameworkCore;

namespace Jim.Data.Starter;

/// <summary>
/// The starter model in schema <c>public</c>. Its tables are created by SQL (see <c>Migrations/Starter</c>); a test compares the two.
/// </summary>
public sealed class JimDbContext(DbContextOptions<JimDbContext> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();

    public DbSet<Group> Groups => Set<Group>();

    public DbSet<Membership> Memberships => Set<Membership>();

    public DbSet<Document> Documents => Set<Document>();

    public DbSet<DocumentEvent> DocumentEvents => Set<DocumentEvent>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema("public");
        modelBuilder.Entity<User>(user => user.Property(u => u.Profile).IsRequired().HasDefaultValueSql("'{}'"));
        modelBuilder.Entity<Membership>(membership =>
        {
            membership.Property(m => m.Role).HasColumnType("public.membership_role");
            membership.HasOne(m => m.User).WithMany(u => u.Memberships).HasForeignKey(m => m.UserId);
            membership.HasOne(m => m.Group).WithMany(g => g.Memberships).HasForeignKey(m => m.GroupId);
        });
        modelBuilder.Entity<Document>(document =>
        {
            document.Property(d => d.Status).HasColumnType("public.document_status").HasSentinel((DocumentStatus)(-1));
            document.Property(d => d.Meta).IsRequired().HasDefaultValueSql("'{}'");
            document.HasOne(d => d.Owner).WithMany(u => u.Documents).HasForeignKey(d => d.OwnerId);
            document.HasOne(d => d.Group).WithMany(g => g.Documents).HasForeignKey(d => d.GroupId).OnDelete(DeleteBehavior.SetNull);
        });
        modelBuilder.Entity<DocumentEvent>(documentEvent =>
        {
            documentEvent.Property(e => e.Payload).IsRequired().HasDefaultValueSql("'{}'");
            documentEvent.HasOne(e => e.Document).WithMany(d => d.Events).HasForeignKey(e => e.DocumentId);
            documentEvent.HasOne(e => e.Actor).WithMany().HasForeignKey(e => e.ActorId).OnDelete(DeleteBehavior.SetNull);
        });
        SnakeCase.Apply(modelBuilder);
    }
}
