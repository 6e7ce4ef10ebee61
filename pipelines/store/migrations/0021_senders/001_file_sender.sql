-- Grain: a structure or a person of whom a file was kept, and how many ever were; two transactions that keep one of the same sender touch it both. Key: sender. Reads: nothing.
create table file_sender (
    sender text not null,
    files bigint not null,
    primary key (sender)
)
