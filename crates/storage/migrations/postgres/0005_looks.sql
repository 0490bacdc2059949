-- What a tenant's pages show of its own and only they read: its logo, its legal texts. Apart from
-- the tenant's document, which is read with every page. An empty file stands for none.

CREATE TABLE tenant_files (
    tenant_id uuid  NOT NULL,
    name      text  NOT NULL,
    content   bytea NOT NULL,
    PRIMARY KEY (tenant_id, name),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);

ALTER TABLE tenant_files ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_files FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_files_by_tenant ON tenant_files USING (in_scope(tenant_id));
