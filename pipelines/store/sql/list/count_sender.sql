-- Grain: one sender of files. Key: sender. Reads: file_sender.
insert into file_sender (sender, files)
values (:sender, 1)
on conflict (sender) do update set files = file_sender.files + 1
