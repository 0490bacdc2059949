-- What a tenant's pages show of its own and only they read: its logo, its legal texts. Apart from
-- the tenant's document, which is read with every page. An empty file stands for none.

CREATE TABLE tenant_files (
    tenant_id BLOB NOT NULL,
    name      TEXT NOT NULL,
    content   BLOB NOT NULL,
    PRIMARY KEY (tenant_id, name),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT;
